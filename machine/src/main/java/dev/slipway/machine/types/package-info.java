/** How the types of kubevirt.io/v1 are read and stored, field by field: what is required, what is dropped when empty. No defaults. */
@NullMarked
package dev.slipway.machine.types;

import org.jspecify.annotations.NullMarked;
