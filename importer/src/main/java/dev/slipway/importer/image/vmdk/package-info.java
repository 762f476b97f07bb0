/** The sparse VMDK formats: monolithicSparse and streamOptimized. */
@NullMarked
package dev.slipway.importer.image.vmdk;

import org.jspecify.annotations.NullMarked;
