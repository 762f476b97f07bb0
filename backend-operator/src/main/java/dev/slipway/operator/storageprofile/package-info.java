/** Tells what each storage class offers, and how claims of it are best made. Making them is datavolume's business. */
@NullMarked
package dev.slipway.operator.storageprofile;

import org.jspecify.annotations.NullMarked;
