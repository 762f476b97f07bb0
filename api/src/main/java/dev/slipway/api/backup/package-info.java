/** The values of backup.kubevirt.io/v1alpha1 that a virtual machine instance reports. No behaviour. */
@NullMarked
package dev.slipway.api.backup;

import org.jspecify.annotations.NullMarked;
