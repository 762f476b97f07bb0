/** The qcow2 format: header, tables, and the way from file bytes to disk bytes. */
@NullMarked
package dev.slipway.importer.image.qcow2;

import org.jspecify.annotations.NullMarked;
