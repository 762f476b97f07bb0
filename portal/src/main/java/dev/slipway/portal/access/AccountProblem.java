package dev.slipway.portal.access;

/** Why an account cannot be made or changed. */
public sealed interface AccountProblem {
    /** Stable name of the case. */
    String code();

    /** What is wrong and what would do. */
    String sentence();

    /** The name cannot be that of a Kubernetes object. */
    record BadName(String user) implements AccountProblem {
        @Override
        public String code() {
            return "ACCOUNT_NAME";
        }

        @Override
        public String sentence() {
            return "The user name \"" + user
                    + "\" cannot be used: take 1 to 40 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit.";
        }
    }

    /** The password is too easy to guess, or too long to hash. */
    record BadPassword(int length) implements AccountProblem {
        @Override
        public String code() {
            return "ACCOUNT_PASSWORD";
        }

        @Override
        public String sentence() {
            return "The new password has " + length + " characters; take " + LocalAccounts.SHORTEST_PASSWORD + " to "
                    + LocalAccounts.LONGEST_PASSWORD + ".";
        }
    }
}
