/** The console tab of a machine: its page, tickets, screenshots and who is looking. The bytes go past the portal. */
@NullMarked
package dev.slipway.portal.console;

import org.jspecify.annotations.NullMarked;
