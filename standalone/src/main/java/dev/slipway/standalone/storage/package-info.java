/** Storage class {@code local}: a directory of this machine for each claim. */
@NullMarked
package dev.slipway.standalone.storage;

import org.jspecify.annotations.NullMarked;
