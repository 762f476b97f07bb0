/** The node-agent's end of a launcher's control socket ({@code docs/contracts.md} §2): requests, answers, states; and of QEMU's monitor for open files. No Kubernetes. */
@NullMarked
package dev.slipway.nodeagent.launcher;

import org.jspecify.annotations.NullMarked;
