/** The storage classes of the cluster: what their volumes can do, and which one disks get that name none. Disks are in disks. */
@NullMarked
package dev.slipway.portal.storage;

import org.jspecify.annotations.NullMarked;
