/** What can be changed of a machine's hardware: disks, discs in drives, network interfaces, processors and memory. How it is shown is known to {@code machines}. */
@NullMarked
package dev.slipway.portal.hardware;

import org.jspecify.annotations.NullMarked;
