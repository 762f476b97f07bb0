package dev.slipway.importer.image;

import java.nio.ByteBuffer;

/**
 * One compressed cluster or grain.
 *
 * @param packed its bytes in the file; there may be padding behind them
 * @param codec how they are packed
 * @param unitBytes number of bytes they expand to
 * @param length number of expanded bytes that belong to the disk: less than {@code unitBytes} at its end
 * @param diskOffset where on the disk they belong
 */
public record PackedUnit(ByteBuffer packed, UnitCodec codec, int unitBytes, int length, long diskOffset) {}
