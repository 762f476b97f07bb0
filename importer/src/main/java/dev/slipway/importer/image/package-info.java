/** Disk image formats: recognised by content, checked, and mapped to the bytes of the disk. */
@NullMarked
package dev.slipway.importer.image;

import org.jspecify.annotations.NullMarked;
