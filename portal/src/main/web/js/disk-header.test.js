import assert from 'node:assert/strict';
import test from 'node:test';
import { gibibytes, virtualSize } from './disk-header.js';

const header = (magic, write = () => {}) => {
  const bytes = new Uint8Array(64);
  bytes.set(magic);
  write(new DataView(bytes.buffer));
  return bytes;
};

test('a qcow2 tells the size of its disk', () => {
  assert.equal(virtualSize(header([0x51, 0x46, 0x49, 0xfb], view => view.setBigUint64(24, 3n * 2n ** 30n)), 5000), 3 * 2 ** 30);
});

test('a VMDK tells its capacity in sectors', () => {
  assert.equal(virtualSize(header([0x4b, 0x44, 0x4d, 0x56], view => view.setBigUint64(12, 2048n, true)), 5000), 2 ** 20);
});

test('a raw disk is as large as its file, and a packed one tells nothing', () => {
  assert.equal(virtualSize(header([0xeb, 0x63]), 4096), 4096);
  assert.equal(virtualSize(header([0x1f, 0x8b]), 4096), null);
  assert.equal(virtualSize(header([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), 4096), null);
});

test('a file shorter than a header is raw', () => {
  assert.equal(virtualSize(new Uint8Array([0x51, 0x46, 0x49, 0xfb]), 4), 4);
});

test('sizes are rounded up so that the disk fits', () => {
  assert.equal(gibibytes(10 * 2 ** 30), '10');
  assert.equal(gibibytes(10 * 2 ** 30 + 1), '10.001');
  assert.equal(gibibytes(512), '0.001');
});
