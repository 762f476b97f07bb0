package dev.slipway.portal.lists;

/** A thing as a list shows it. */
public interface Row {
    /** Returns the project that it is in; empty for things of the whole cluster. */
    String project();

    /** Returns everything that words are looked for in, in lower case. */
    String text();
}
