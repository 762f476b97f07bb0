package dev.slipway.portal.console;

import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.machines.MachineHead;

/**
 * The console tab of a machine.
 *
 * @param frame frame
 * @param head top of the machine's page
 * @param serial whether it is the serial console
 * @param noRight which right the visitor lacks for it; empty for none
 * @param alone whether it is shown without what surrounds pages, in a window of its own
 * @param nonce nonce for style elements that the terminal adds
 */
public record ConsolePage(Frame frame, MachineHead head, boolean serial, String noRight, boolean alone, String nonce) {}
