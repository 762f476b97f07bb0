/** The rules that a virtual machine must obey, each with the cause it gives. */
@NullMarked
package dev.slipway.machine.validate;

import org.jspecify.annotations.NullMarked;
