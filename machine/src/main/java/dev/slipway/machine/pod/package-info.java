/** From a virtual machine instance to the Pod that carries it. */
@NullMarked
package dev.slipway.machine.pod;

import org.jspecify.annotations.NullMarked;
