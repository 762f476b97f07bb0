package dev.slipway.portal.machines;

/**
 * The question for the name of a clone.
 *
 * @param title question
 * @param text what will happen
 * @param address where the answer goes
 * @param csrf token
 * @param name the name as typed, or a suggestion
 * @param problem what is wrong with it; empty if nothing is known
 * @param back where Cancel leads to
 */
public record CloneForm(
        String title, String text, String address, String csrf, String name, String problem, String back) {}
