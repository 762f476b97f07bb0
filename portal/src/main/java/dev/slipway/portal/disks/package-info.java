/** The disks that machines and images have, or had: what uses them, what is left over. Disks of one machine are in machines and hardware. */
@NullMarked
package dev.slipway.portal.disks;

import org.jspecify.annotations.NullMarked;
