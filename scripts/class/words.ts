// Words for a class's address: short, and spelt as they sound across a room.
import { randomInt } from 'node:crypto';

const WORDS =
  'acorn almond amber anchor apple april autumn bamboo banana basket beacon berry birch blossom bonfire breeze button cactus camel candle canyon carpet castle cedar cherry cinema clover cobalt coffee comet copper coral cotton crater cricket crystal daisy desert dolphin donkey dragon eagle ember falcon feather fennel forest fossil garden ginger glacier gravel guitar hammer harbour hazel helmet honey island ivory jasmine jungle kettle kitten ladder lagoon lantern lemon lentil lilac linen lobster magnet mango maple marble meadow melon meteor mirror monsoon mosaic mountain mustard nectar nutmeg oasis olive orange orbit orchid otter oyster paddle panda paper parrot peach pebble pepper piano pigeon pillow planet plum pocket poppy potato pumpkin puzzle rabbit radish rainbow raven ribbon river robin rocket rose saffron sailor salmon sandal satin shadow silver sparrow spider spinach spiral sponge spring squirrel summer sunset tiger timber tomato tulip tunnel turtle umbrella valley vanilla velvet violet violin walnut water whale willow window winter yellow zebra'.split(
    ' ',
  );

export const anyWord = (): string => WORDS[randomInt(WORDS.length)];
