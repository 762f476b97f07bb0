/** Looks for new content of a source again and again, imports it, and keeps a DataSource at the newest. The bytes are the importer's business. */
@NullMarked
package dev.slipway.operator.importcron;

import org.jspecify.annotations.NullMarked;
