/** Templates of virtual machines: parameters, and the machine that comes of them. Nothing here stores one. */
@NullMarked
package dev.slipway.machine.template;

import org.jspecify.annotations.NullMarked;
