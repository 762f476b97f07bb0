// What the first bytes of a disk image tell about the disk in it.
export const HEADER_BYTES = 64;

const PACKED = [[0x1f, 0x8b], [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], [0x28, 0xb5, 0x2f, 0xfd], [0x42, 0x5a, 0x68]]; // gzip, xz, zstd, bzip2
const SECTOR = 512n;

/**
 * Returns the size in bytes of the disk that a guest would see; null if the file is packed, so that only unpacking would tell.
 *
 * @param header the first bytes of the file; @param length number of bytes of the file
 */
export function virtualSize(header, length) {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const begins = bytes => bytes.every((byte, index) => header[index] === byte);
  if (PACKED.some(begins)) return null;
  if (header.length >= 32 && begins([0x51, 0x46, 0x49, 0xfb])) return Number(view.getBigUint64(24)); // qcow2, docs/interop/qcow2: bytes 24 to 31
  if (header.length >= 20 && begins([0x4b, 0x44, 0x4d, 0x56])) return Number(view.getBigUint64(12, true) * SECTOR); // VMDK: capacity in sectors
  return length;
}

/** Returns a size in GiB, rounded up so that the disk fits, as the form takes it: "0.11", "10". */
export function gibibytes(bytes) {
  return String(Math.max(0.001, Math.ceil(bytes / 2 ** 30 * 1000) / 1000));
}
