/**
 * Backups of running machines: brings the claim to the guest's node, has the node copy the disks there, tells how it went. The
 * copying is the node-agent's.
 */
@NullMarked
package dev.slipway.operator.backup;

import org.jspecify.annotations.NullMarked;
