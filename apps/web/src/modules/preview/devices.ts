/** A screen to try a page on, in CSS pixels and upright. */
export interface Device {
  id: DeviceId;
  name: string;
  width: number;
  height: number;
  /** Of the drawn case, in CSS pixels of the device. */
  bezel: number;
  radius: number;
}

export const DEVICE_IDS = ['phone-small', 'phone', 'tablet', 'laptop'] as const;
export type DeviceId = (typeof DEVICE_IDS)[number];

/** The sizes that Chrome's device mode offers for the most common of each kind. */
export const DEVICES: readonly Device[] = [
  { id: 'phone-small', name: 'Small phone', width: 360, height: 740, bezel: 10, radius: 34 },
  { id: 'phone', name: 'Phone', width: 390, height: 844, bezel: 12, radius: 44 },
  { id: 'tablet', name: 'Tablet', width: 820, height: 1180, bezel: 18, radius: 28 },
  { id: 'laptop', name: 'Laptop', width: 1280, height: 800, bezel: 14, radius: 14 },
];

export interface Fitted {
  /** Of the page in it. */
  width: number;
  height: number;
  /** At most 1: a device is never drawn larger than it is. */
  scale: number;
}

/** How a device is drawn into a box of `width` × `height` pixels, with some air around it. */
export function fit(device: Device, rotated: boolean, box: { width: number; height: number }): Fitted {
  const [width, height] = rotated ? [device.height, device.width] : [device.width, device.height];
  const air = 2 * (device.bezel + 8);
  const scale = Math.min(1, box.width / (width + air), box.height / (height + air));
  return { width, height, scale: Math.max(0.1, scale) };
}
