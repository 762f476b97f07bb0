/** Storage class {@code local} and snapshot class {@code local}: a directory of this machine for each claim and each snapshot. */
@NullMarked
package dev.slipway.standalone.storage;

import org.jspecify.annotations.NullMarked;
