/** Follows DataSources to the disks they name, and tells whether these can be cloned. Cloning is datavolume's business. */
@NullMarked
package dev.slipway.operator.datasource;

import org.jspecify.annotations.NullMarked;
