// Vulkan without a graphics card: the loader and the software driver that come with Chromium.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBrowser } from './browser.mjs';

export const VULKAN_LOADER = 'libvulkan.so.1';
export const SOFTWARE_DRIVER = 'libvk_swiftshader.so';

/** A folder that holds both; throws where the browser at hand brings none. */
export async function softwareVulkan() {
  const browser = realpathSync(await ensureBrowser());
  // Distributions start Chromium by a script that stands elsewhere.
  const folders = [dirname(browser), '/usr/lib/chromium', '/usr/lib/chromium-browser'];
  const found = folders.find((folder) =>
    [VULKAN_LOADER, SOFTWARE_DRIVER].every((file) => existsSync(join(folder, file))),
  );
  if (found === undefined)
    throw new Error(`No ${SOFTWARE_DRIVER} beside the browser (looked in ${folders.join(', ')}).`);
  return found;
}

/** What the loader reads about the driver; both stand in one folder. */
export const driverManifest = JSON.stringify({
  file_format_version: '1.0.0',
  ICD: { library_path: `./${SOFTWARE_DRIVER}`, api_version: '1.0.5' },
});
