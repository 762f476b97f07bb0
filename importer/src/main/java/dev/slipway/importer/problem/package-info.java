/** Everything that can go wrong with an import, each with a stable code and one sentence. No handling. */
@NullMarked
package dev.slipway.importer.problem;

import org.jspecify.annotations.NullMarked;
