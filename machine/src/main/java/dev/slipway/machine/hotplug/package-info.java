/** Decisions on disks that come and go while a guest runs. */
@NullMarked
package dev.slipway.machine.hotplug;

import org.jspecify.annotations.NullMarked;
