/** The form that makes a machine: what is typed, what follows from it, what is sent. Images are imported with the machine. */
@NullMarked
package dev.slipway.portal.create;

import org.jspecify.annotations.NullMarked;
