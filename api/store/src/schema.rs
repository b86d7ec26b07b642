//! The tables, once for both backends. A test compares them with what the migrations make.

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    site (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    units (id) {
        id -> Guid,
        kind -> Text,
        parent_id -> Nullable<Guid>,
        code -> Text,
        name_zh -> Text,
        name_en -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    users (id) {
        id -> Guid,
        username -> Text,
        name -> Binary,
        password_hash -> Text,
        failed_attempts -> Integer,
        locked_until -> Nullable<Instant>,
        disabled_at -> Nullable<Instant>,
        password_changed_at -> Instant,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    grants (user_id, no) {
        user_id -> Guid,
        no -> Integer,
        role -> Text,
        centre_id -> Nullable<Guid>,
        community_id -> Nullable<Guid>,
        department -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    devices (id) {
        id -> Guid,
        user_id -> Guid,
        centre_id -> Guid,
        name -> Text,
        first_seen -> Instant,
        last_seen -> Instant,
        revoked_at -> Nullable<Instant>,
        last_sync_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    sessions (id) {
        id -> Guid,
        user_id -> Guid,
        device_id -> Guid,
        generation -> Integer,
        grants -> Text,
        created_at -> Instant,
        expires_at -> Instant,
        ended_at -> Nullable<Instant>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    catalogues (version) {
        version -> Text,
        body -> Text,
        loaded_at -> Instant,
        loaded_by -> Nullable<Guid>,
        in_force_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    catalogue_drafts (id) {
        id -> Guid,
        version -> Integer,
        catalogue -> Text,
        body -> Text,
        written_at -> Instant,
        written_by -> Guid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    heads (centre_id) {
        centre_id -> Guid,
        seq -> BigInt,
        case_day -> Integer,
        case_serial -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    residents (centre_id, id) {
        centre_id -> Guid,
        id -> Guid,
        seq -> BigInt,
        version -> Integer,
        community_id -> Guid,
        data_key -> Binary,
        profile -> Binary,
        id_index -> Binary,
        name_index -> Binary,
        phone_index -> Nullable<Binary>,
        created_by -> Guid,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    resident_aliases (centre_id, alias_id) {
        centre_id -> Guid,
        alias_id -> Guid,
        resident_id -> Guid,
        created_by -> Guid,
        created_at -> Instant,
        community_id -> Nullable<Guid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    visits (centre_id, id) {
        centre_id -> Guid,
        id -> Guid,
        seq -> BigInt,
        version -> Integer,
        community_id -> Guid,
        resident_id -> Guid,
        worker_id -> Guid,
        planned_for -> Instant,
        items -> Text,
        stage -> Text,
        started_at -> Nullable<Instant>,
        finished_at -> Nullable<Instant>,
        outcome -> Nullable<Text>,
        next_time -> Text,
        note -> Nullable<Binary>,
        created_by -> Guid,
        created_at -> Instant,
        day_order -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    cases (id, centre_id) {
        centre_id -> Guid,
        id -> Guid,
        seq -> BigInt,
        version -> Integer,
        community_id -> Guid,
        resident_id -> Guid,
        visit_id -> Guid,
        worker_id -> Guid,
        item -> Text,
        catalogue -> Text,
        immediate -> Bool,
        practice -> Bool,
        decided_at -> Text,
        department -> Text,
        stage -> Text,
        number -> Nullable<Text>,
        received_at -> Nullable<Instant>,
        accepted_at -> Nullable<Instant>,
        concluded_at -> Nullable<Instant>,
        covers -> Text,
        declared -> Binary,
        query_code -> Nullable<Binary>,
        query_failures -> Integer,
        query_locked_until -> Nullable<Instant>,
        created_at -> Instant,
        updated_at -> Instant,
        accepted_by -> Nullable<Text>,
        suspended_at -> Nullable<Instant>,
        ended_at -> Nullable<Instant>,
        outcome -> Nullable<Text>,
        issued_at -> Nullable<Instant>,
        delivered_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    mandates (case_id, centre_id) {
        centre_id -> Guid,
        case_id -> Guid,
        detail -> Binary,
        powers -> Text,
        signed_at -> Instant,
        term_days -> Integer,
        kind -> Text,
        signature_file -> Guid,
        consents -> Text,
        binding -> Binary,
        revoked_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    evidence (case_id, file_id, centre_id) {
        centre_id -> Guid,
        case_id -> Guid,
        file_id -> Guid,
        no -> Integer,
        sha256 -> Binary,
        size -> BigInt,
        media -> Text,
        purpose -> Text,
        material -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        upload_id -> Nullable<Guid>,
        claimed_by -> Nullable<Guid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    case_events (case_id, no, centre_id) {
        centre_id -> Guid,
        case_id -> Guid,
        no -> Integer,
        kind -> Text,
        at -> Instant,
        device_at -> Nullable<Instant>,
        actor_id -> Nullable<Guid>,
        role -> Nullable<Text>,
        reason -> Nullable<Text>,
        note -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    uploads (id) {
        id -> Guid,
        owner_id -> Guid,
        centre_id -> Guid,
        length -> Nullable<BigInt>,
        offset_bytes -> BigInt,
        digest_state -> Binary,
        sha256 -> Nullable<Binary>,
        declared_sha256 -> Nullable<Binary>,
        metadata -> Nullable<Binary>,
        segments -> Integer,
        resident_id -> Nullable<Guid>,
        visit_id -> Nullable<Guid>,
        created_at -> Instant,
        expires_at -> Instant,
        completed_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    segments (upload_id, no) {
        upload_id -> Guid,
        no -> Integer,
        object_id -> Guid,
        size -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    jobs (id) {
        id -> Guid,
        kind -> Text,
        centre_id -> Guid,
        subject -> Guid,
        run_at -> Instant,
        attempts -> Integer,
        leased_until -> Nullable<Instant>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    replies (write_id, actor_id) {
        actor_id -> Guid,
        write_id -> Guid,
        body_digest -> Binary,
        outcome -> Text,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    audit (centre_id, seq) {
        centre_id -> Guid,
        seq -> BigInt,
        at -> Instant,
        actor_id -> Nullable<Guid>,
        session_id -> Nullable<Guid>,
        role -> Nullable<Text>,
        act -> Text,
        object_kind -> Text,
        object_id -> Nullable<Guid>,
        detail -> Text,
        secret -> Nullable<Binary>,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    checkpoints (centre_id, seq) {
        centre_id -> Guid,
        seq -> BigInt,
        line -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    messages (id, centre_id) {
        centre_id -> Guid,
        id -> Guid,
        case_id -> Guid,
        resident_id -> Guid,
        kind -> Text,
        state -> Text,
        recipient -> Binary,
        text -> Binary,
        queued_at -> Instant,
        done_at -> Nullable<Instant>,
        number_index -> Nullable<Binary>,
        template -> Nullable<Text>,
        place -> Nullable<Integer>,
        tries -> Nullable<Integer>,
        first_try_at -> Nullable<Instant>,
        reported_at -> Nullable<Instant>,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    links (digest) {
        digest -> Binary,
        centre_id -> Guid,
        case_id -> Guid,
        created_at -> Instant,
        expires_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    correction_notices (case_id, no, centre_id) {
        case_id -> Guid,
        no -> Integer,
        centre_id -> Guid,
        issued_at -> Instant,
        issued_by -> Guid,
        defects -> Text,
        words -> Binary,
        answered_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    procedures (case_id, no, centre_id) {
        case_id -> Guid,
        no -> Integer,
        centre_id -> Guid,
        kind -> Text,
        legal_basis -> Text,
        until -> Text,
        started_at -> Instant,
        started_by -> Guid,
        ended_at -> Nullable<Instant>,
        ended_by -> Nullable<Guid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::Instant;

    calendars (version) {
        version -> Text,
        body -> Text,
        loaded_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    deadlines (case_id, centre_id) {
        case_id -> Guid,
        centre_id -> Guid,
        calendar -> Text,
        notice_at -> Nullable<Instant>,
        promised_at -> Nullable<Instant>,
        statutory_at -> Nullable<Instant>,
        due_at -> Nullable<Instant>,
        warn_at -> Nullable<Instant>,
        light -> Text,
        provisional -> Bool,
        missing_year -> Nullable<Integer>,
        service_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    old_deadlines (case_id, superseded_at, centre_id) {
        case_id -> Guid,
        superseded_at -> Instant,
        centre_id -> Guid,
        calendar -> Text,
        notice_at -> Nullable<Instant>,
        promised_at -> Nullable<Instant>,
        statutory_at -> Nullable<Instant>,
        service_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    tasks (id, centre_id) {
        id -> Guid,
        centre_id -> Guid,
        kind -> Text,
        case_id -> Nullable<Guid>,
        opened_at -> Instant,
        done_at -> Nullable<Instant>,
        done_by -> Nullable<Guid>,
        due_at -> Nullable<Instant>,
        device_id -> Nullable<Guid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    refusals (resident_id, centre_id, number_index, purpose) {
        resident_id -> Guid,
        centre_id -> Guid,
        number_index -> Binary,
        purpose -> Text,
        how -> Text,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    ratings (case_id, centre_id) {
        case_id -> Guid,
        centre_id -> Guid,
        level -> Integer,
        source -> Text,
        words -> Nullable<Binary>,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    results (case_id, centre_id) {
        case_id -> Guid,
        centre_id -> Guid,
        item -> Text,
        number -> Binary,
        number_index -> Binary,
        way -> Text,
        issued_at -> Instant,
        issued_by -> Guid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    custody (id, centre_id) {
        id -> Guid,
        centre_id -> Guid,
        case_id -> Guid,
        material -> Nullable<Text>,
        pieces -> Integer,
        holder -> Text,
        holder_id -> Nullable<Guid>,
        awaited -> Nullable<Text>,
        awaited_id -> Nullable<Guid>,
        missing -> Bool,
        since -> Instant,
        due_at -> Nullable<Instant>,
        attempts -> Integer,
        told_late -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    handovers (id, centre_id) {
        id -> Guid,
        seq -> BigInt,
        centre_id -> Guid,
        case_id -> Guid,
        material -> Nullable<Text>,
        kind -> Text,
        from_holder -> Text,
        from_id -> Nullable<Guid>,
        to_holder -> Text,
        to_id -> Nullable<Guid>,
        at -> Instant,
        device_at -> Nullable<Instant>,
        actor_id -> Guid,
        receiver -> Nullable<Text>,
        reason -> Nullable<Text>,
        signature_file -> Nullable<Guid>,
        words -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    deaths (resident_id, centre_id) {
        resident_id -> Guid,
        centre_id -> Guid,
        source -> Text,
        words -> Nullable<Binary>,
        noted_at -> Instant,
        noted_by -> Guid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    deferrals (case_id, centre_id) {
        case_id -> Guid,
        centre_id -> Guid,
        materials -> Text,
        since -> Instant,
        half_at -> Nullable<Instant>,
        last_day_at -> Instant,
        due_at -> Instant,
        told -> Text,
        over_at -> Nullable<Instant>,
        next_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    lookups (id, centre_id) {
        id -> Guid,
        centre_id -> Guid,
        seq -> BigInt,
        case_id -> Guid,
        item -> Text,
        material -> Text,
        purpose -> Text,
        operator_id -> Nullable<Guid>,
        asked_at -> Instant,
        outcome -> Text,
        reason -> Nullable<Text>,
        source -> Nullable<Text>,
        as_of -> Nullable<Text>,
        digest -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    gateway_secrets (name) {
        name -> Text,
        revision -> BigInt,
        pair -> Nullable<Binary>,
        held_by -> Nullable<Guid>,
        held_until -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    erasure_requests (id, centre_id) {
        id -> Guid,
        centre_id -> Guid,
        resident_id -> Guid,
        reason -> Text,
        words -> Nullable<Binary>,
        asked_at -> Instant,
        asked_by -> Guid,
        due_at -> Nullable<Instant>,
        answer -> Nullable<Text>,
        answer_words -> Nullable<Binary>,
        answered_at -> Nullable<Instant>,
        answered_by -> Nullable<Guid>,
    }
}

diesel::table! {
    use crate::types::{Guid, Instant};
    use diesel::sql_types::*;

    letters (id, centre_id) {
        id -> Guid,
        centre_id -> Guid,
        case_id -> Guid,
        no -> Integer,
        kind -> Text,
        facts -> Binary,
        called_at -> Instant,
        template -> Nullable<Text>,
        printed_at -> Nullable<Instant>,
        object_id -> Nullable<Guid>,
        sha256 -> Nullable<Binary>,
        size -> Nullable<BigInt>,
        failure -> Nullable<Text>,
        reprints -> Integer,
    }
}

diesel::table! {
    use crate::types::{Guid, Instant};
    use diesel::sql_types::*;

    erasures (resident_id, centre_id) {
        resident_id -> Guid,
        centre_id -> Guid,
        at -> Instant,
        granted_by -> Guid,
        reason -> Text,
        counts -> Text,
    }
}

diesel::table! {
    use crate::types::{Guid, Instant};
    use diesel::sql_types::*;

    case_facts (received_at, case_id, centre_id) {
        received_at -> Instant,
        case_id -> Guid,
        centre_id -> Guid,
        community_id -> Guid,
        worker_id -> Guid,
        item -> Text,
        catalogue -> Text,
        deemed -> Bool,
        over_at -> Nullable<Instant>,
        verdict -> Nullable<Text>,
        zero_trip -> Nullable<Bool>,
        visits -> Nullable<Integer>,
        minutes -> Nullable<Integer>,
        working_days -> Nullable<Integer>,
        promise_kept -> Nullable<Bool>,
        corrections -> Nullable<Integer>,
        spared -> Nullable<Integer>,
        queued -> Nullable<Integer>,
        handed_over -> Nullable<Integer>,
        delivered -> Nullable<Integer>,
        failed -> Nullable<Integer>,
        rating -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    scope_exits (id, worker_id, seq, centre_id) {
        id -> Guid,
        worker_id -> Guid,
        seq -> BigInt,
        centre_id -> Guid,
        kind -> Text,
        resident_id -> Guid,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    device_reports (device_id) {
        device_id -> Guid,
        at -> Instant,
        app_version -> Text,
        unsent_cases -> Integer,
        unsent_files -> Integer,
        unsent_bytes -> BigInt,
        oldest_unsent_at -> Nullable<Instant>,
        free_bytes -> Nullable<BigInt>,
        persisted -> Bool,
        agent -> Nullable<Text>,
        told_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    visit_requests (id, centre_id) {
        id -> Guid,
        centre_id -> Guid,
        version -> Integer,
        community_id -> Guid,
        source -> Text,
        resident_id -> Nullable<Guid>,
        items -> Text,
        wished_day -> Nullable<Text>,
        wished_half -> Nullable<Text>,
        words -> Nullable<Binary>,
        after_visit_id -> Nullable<Guid>,
        asked_at -> Instant,
        asked_by -> Nullable<Guid>,
        state -> Text,
        visit_id -> Nullable<Guid>,
        reason -> Nullable<Text>,
        answer_words -> Nullable<Binary>,
        answered_at -> Nullable<Instant>,
        answered_by -> Nullable<Guid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    home_places (resident_id, centre_id) {
        resident_id -> Guid,
        centre_id -> Guid,
        place -> Binary,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::types::{Guid, Instant};

    not_applied (id, centre_id) {
        id -> Guid,
        centre_id -> Guid,
        seq -> BigInt,
        worker_id -> Guid,
        write_id -> Guid,
        device_id -> Guid,
        operation -> Text,
        object_id -> Guid,
        case_id -> Nullable<Guid>,
        visit_id -> Nullable<Guid>,
        resident_id -> Nullable<Guid>,
        base_version -> Nullable<Integer>,
        current_version -> Nullable<Integer>,
        code -> Text,
        body -> Binary,
        refused_at -> Instant,
        settled_at -> Nullable<Instant>,
        settled_by -> Nullable<Guid>,
        how -> Nullable<Text>,
        note -> Nullable<Binary>,
        told_at -> Nullable<Instant>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    site,
    units,
    users,
    grants,
    devices,
    sessions,
    catalogue_drafts,
    catalogues,
    heads,
    residents,
    resident_aliases,
    visits,
    cases,
    mandates,
    evidence,
    case_events,
    uploads,
    segments,
    jobs,
    replies,
    audit,
    checkpoints,
    messages,
    links,
    correction_notices,
    procedures,
    calendars,
    deadlines,
    old_deadlines,
    deferrals,
    tasks,
    lookups,
    gateway_secrets,
    letters,
    refusals,
    ratings,
    results,
    custody,
    handovers,
    deaths,
    erasure_requests,
    erasures,
    case_facts,
    scope_exits,
    device_reports,
    visit_requests,
    home_places,
    not_applied
);
