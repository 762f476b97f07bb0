package dev.slipway.portal.access;

import dev.slipway.portal.cluster.Identity;

/**
 * One request of a signed-in browser.
 *
 * @param session id of the session
 * @param csrf token that every form must carry
 * @param identity who it is
 * @param local whether it is an account of the portal's own, with a password here
 * @param theme how pages look
 * @param inPlace whether htmx asks, so that a part of a page will do
 * @param address where the browser is
 */
public record Visit(
        String session, String csrf, Identity identity, boolean local, Theme theme, boolean inPlace, String address) {
    /** Returns this visit as one of another session. */
    public Visit in(Session other) {
        return new Visit(other.id(), other.csrf(), identity, local, theme, inPlace, address);
    }
}
