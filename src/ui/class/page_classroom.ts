// The page's single class. It outlives the view, so a change of tab loses nothing.
import { browserClassCodes } from '../../storage/class_codes.ts';
import { Classroom } from '../../store/classroom.ts';

let classroom: Classroom | undefined;

/** @param ids of lessons and questions. */
export function openClassroom(ids: readonly string[]): Classroom {
  if (classroom) return classroom;
  classroom = new Classroom(browserClassCodes(), ids);
  void classroom.open();
  return classroom;
}
