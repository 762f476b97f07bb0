package dev.slipway.portal.access;

/** Why a request is not answered. */
public sealed interface Refusal {
    /** HTTP status. */
    int status();

    /** Stable name of the case. */
    String code();

    /** What happened and what to do. */
    String sentence();

    /** Nobody is signed in. */
    record SignedOut() implements Refusal {
        @Override
        public int status() {
            return 401;
        }

        @Override
        public String code() {
            return "SIGNED_OUT";
        }

        @Override
        public String sentence() {
            return "You are not signed in, or your session has ended. Sign in and try again.";
        }
    }

    /** The form does not come from a page of this session. */
    record ForeignForm() implements Refusal {
        @Override
        public int status() {
            return 403;
        }

        @Override
        public String code() {
            return "CSRF_TOKEN";
        }

        @Override
        public String sentence() {
            return "The request lacks the token of your session, so nothing was changed. Load the page again and repeat what you did.";
        }
    }

    /** The request comes from a page of another site. */
    record ForeignOrigin(String origin) implements Refusal {
        @Override
        public int status() {
            return 403;
        }

        @Override
        public String code() {
            return "FOREIGN_ORIGIN";
        }

        @Override
        public String sentence() {
            return "The request comes from " + origin + ", which is not this portal, so nothing was done.";
        }
    }
}
