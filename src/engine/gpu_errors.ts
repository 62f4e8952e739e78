// What a device can fail with. Apart from the engine, which whoever computes on the CPU never loads.

export class LostDeviceError extends Error {}

/** A kernel that this adapter's driver does not accept. */
export class ShaderError extends Error {}
