//! Who may do what is data, and people can read it.

use domain::policy;

use crate::snapshots;

#[test]
fn the_policy_is_the_table_that_was_agreed() {
    snapshots::assert_agreed("policy.txt", &policy::table());
}
