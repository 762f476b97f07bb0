/**
 * What a call of {@code subresources.kubevirt.io} changes in stored objects, or shows of them: volumes, memory dumps, migrations,
 * evacuations, launch security, the graph of objects. Start, stop and what only the guest's node can do are in {@code lifecycle}.
 */
@NullMarked
package dev.slipway.machine.subresource;

import org.jspecify.annotations.NullMarked;
