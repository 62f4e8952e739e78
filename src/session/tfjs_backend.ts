// The part common to all tfjs backends: reference models, with parameters on the host.
import * as tf from '@tensorflow/tfjs-core';
import { checkReferenceLimit } from '../model/reference_limit.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import type { ActiveBackend } from './backend.ts';
import type { BackendInfo } from './protocol.ts';

const never = new Promise<never>(() => {});

export function tfjsBackend(info: BackendInfo): ActiveBackend {
  let peakDeviceBytes = 0;
  return {
    info,
    memory() {
      const { numTensors: tensors, numBytes: deviceBytes } = tf.memory();
      peakDeviceBytes = Math.max(peakDeviceBytes, deviceBytes);
      return { tensors, deviceBytes, peakDeviceBytes };
    },
    failed: never,
    async createModel(config, parameters, trainable) {
      checkReferenceLimit(config);
      return new ReferenceModel(config, parameters, trainable);
    },
    parametersOnHost: true,
    release() {},
  };
}
