/** Backups of running guests: which disks, which names, and how far a machine's tracking of changed blocks is. No QEMU here. */
@NullMarked
package dev.slipway.machine.backup;

import org.jspecify.annotations.NullMarked;
