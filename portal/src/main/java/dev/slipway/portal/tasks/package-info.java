/** The task log: who did what to which object, when, and how it ended. How an action is carried out is known by its own package. */
@NullMarked
package dev.slipway.portal.tasks;

import org.jspecify.annotations.NullMarked;
