/** The volume that is filled: a sparse file or a block device, with the journal that lets an import resume. */
@NullMarked
package dev.slipway.importer.volume;

import org.jspecify.annotations.NullMarked;
