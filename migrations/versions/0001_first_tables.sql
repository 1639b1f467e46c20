-- The first tables, their rules, comments, policies and grants. Statements end with a line of two dashes.
--
CREATE EXTENSION IF NOT EXISTS btree_gist;
--
CREATE SCHEMA keys;
--
CREATE SCHEMA audit;
--
CREATE TABLE job (
    kind VARCHAR(40) NOT NULL,
    org_id UUID NOT NULL,
    payload VARCHAR(2000) NOT NULL,
    once VARCHAR(80),
    sent_at TIMESTAMP WITH TIME ZONE,
    attempts INTEGER NOT NULL,
    done_at TIMESTAMP WITH TIME ZONE,
    failed_at TIMESTAMP WITH TIME ZONE,
    error VARCHAR(80),
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (id),
    CONSTRAINT uq_job_once UNIQUE (once)
);
--
CREATE INDEX ix_job_open ON job (created_at) WHERE done_at IS NULL AND failed_at IS NULL;
--
COMMENT ON COLUMN job.kind IS 'What is to be done';
--
COMMENT ON COLUMN job.org_id IS 'Organisation for which it is done; zero for all';
--
COMMENT ON COLUMN job.payload IS 'Ids the job needs, as JSON; never content';
--
COMMENT ON COLUMN job.once IS 'Two jobs with the same mark are one';
--
COMMENT ON COLUMN job.sent_at IS 'Last time it was put on the queue';
--
COMMENT ON COLUMN job.attempts IS 'How often a worker has begun it';
--
COMMENT ON COLUMN job.done_at IS 'When it was done';
--
COMMENT ON COLUMN job.failed_at IS 'When it was given up';
--
COMMENT ON COLUMN job.error IS 'Kind of the last error, without its text';
--
COMMENT ON COLUMN job.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN job.created_at IS 'When the row was made (UTC)';
--
CREATE TABLE keys.org_key (
    id UUID NOT NULL,
    org_id UUID NOT NULL,
    purpose VARCHAR(12) NOT NULL,
    version INTEGER NOT NULL,
    wrapped BYTEA NOT NULL,
    commit BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_org_key PRIMARY KEY (id),
    CONSTRAINT uq_org_key_org_id_purpose_version UNIQUE (org_id, purpose, version)
);
--
CREATE INDEX ix_org_key_org_id ON keys.org_key (org_id);
--
COMMENT ON COLUMN keys.org_key.id IS 'Row id';
--
COMMENT ON COLUMN keys.org_key.org_id IS 'Organisation; zero is the installation';
--
COMMENT ON COLUMN keys.org_key.purpose IS 'kek, index, mac or draft';
--
COMMENT ON COLUMN keys.org_key.version IS 'Key version, from 1';
--
COMMENT ON COLUMN keys.org_key.wrapped IS 'The key under the root key';
--
COMMENT ON COLUMN keys.org_key.commit IS 'Commitment to the key';
--
COMMENT ON COLUMN keys.org_key.created_at IS 'When the key was made';
--
CREATE TABLE place (
    kind VARCHAR(12) NOT NULL,
    code VARCHAR(20) NOT NULL,
    name VARCHAR(120) NOT NULL,
    parent_id UUID,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_place PRIMARY KEY (id),
    CONSTRAINT uq_place_parent_id_code UNIQUE NULLS NOT DISTINCT (parent_id, code),
    CONSTRAINT fk_place_parent_id FOREIGN KEY(parent_id) REFERENCES place (id)
);
--
COMMENT ON COLUMN place.kind IS 'COUNTRY, REGION, MUNICIPALITY or DISTRICT';
--
COMMENT ON COLUMN place.code IS 'Official code within the level above (ISO 3166 for countries)';
--
COMMENT ON COLUMN place.name IS 'Name in the local language';
--
COMMENT ON COLUMN place.parent_id IS 'The place that holds this one';
--
COMMENT ON COLUMN place.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN place.created_at IS 'When the row was made (UTC)';
--
CREATE TABLE sign_in_failure (
    id UUID NOT NULL,
    kind VARCHAR(8) NOT NULL,
    subject_hash BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_sign_in_failure PRIMARY KEY (id)
);
--
CREATE INDEX ix_sign_in_failure_subject ON sign_in_failure (kind, subject_hash, at);
--
COMMENT ON COLUMN sign_in_failure.id IS 'Row id';
--
COMMENT ON COLUMN sign_in_failure.kind IS 'account or address';
--
COMMENT ON COLUMN sign_in_failure.subject_hash IS 'Keyed digest of the user name or network address';
--
COMMENT ON COLUMN sign_in_failure.at IS 'When';
--
CREATE TABLE user_account (
    user_name VARCHAR(120) NOT NULL,
    display_name VARCHAR(120) NOT NULL,
    language VARCHAR(5) NOT NULL,
    password_hash VARCHAR(255),
    totp_sealed BYTEA,
    totp_last_step BIGINT,
    totp_confirmed_at TIMESTAMP WITH TIME ZONE,
    disabled_at TIMESTAMP WITH TIME ZONE,
    must_change_password BOOLEAN NOT NULL,
    one_time_password_until TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_user_account PRIMARY KEY (id),
    CONSTRAINT uq_user_account_user_name UNIQUE (user_name)
);
--
COMMENT ON COLUMN user_account.user_name IS 'Name to sign in with, lower case';
--
COMMENT ON COLUMN user_account.display_name IS 'Name shown beside what they did';
--
COMMENT ON COLUMN user_account.language IS 'Language of the screens: es, en, fr or pt';
--
COMMENT ON COLUMN user_account.password_hash IS 'argon2id hash, peppered';
--
COMMENT ON COLUMN user_account.totp_sealed IS 'Second-factor secret, sealed under the installation''s key';
--
COMMENT ON COLUMN user_account.totp_last_step IS 'Last accepted time step: a code works once';
--
COMMENT ON COLUMN user_account.totp_confirmed_at IS 'When the second factor was set up';
--
COMMENT ON COLUMN user_account.disabled_at IS 'When the account was closed';
--
COMMENT ON COLUMN user_account.must_change_password IS 'The password was given by somebody else and must be changed';
--
COMMENT ON COLUMN user_account.one_time_password_until IS 'Until when a password given by somebody else opens the account';
--
COMMENT ON COLUMN user_account.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN user_account.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN user_account.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN user_account.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE organisation (
    code VARCHAR(40) NOT NULL,
    name VARCHAR(160) NOT NULL,
    kind VARCHAR(24) NOT NULL,
    place_id UUID,
    centre_type VARCHAR(8),
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_organisation PRIMARY KEY (id),
    CONSTRAINT uq_organisation_code UNIQUE (code),
    CONSTRAINT fk_organisation_place_id FOREIGN KEY(place_id) REFERENCES place (id)
);
--
CREATE INDEX ix_organisation_kind ON organisation (kind);
--
COMMENT ON COLUMN organisation.code IS 'Short code, unique in the installation';
--
COMMENT ON COLUMN organisation.name IS 'Name as its staff know it';
--
COMMENT ON COLUMN organisation.kind IS 'PROVIDER, COURT, LIAISON_OFFICE, HEALTH_BOARD or LICENSING_AUTHORITY';
--
COMMENT ON COLUMN organisation.place_id IS 'Where it stands';
--
COMMENT ON COLUMN organisation.centre_type IS 'Type of treatment centre (code list treatment_centre_type)';
--
COMMENT ON COLUMN organisation.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN organisation.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN organisation.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN organisation.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE recovery_code (
    user_id UUID NOT NULL,
    code_hash VARCHAR(255) NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_recovery_code PRIMARY KEY (id),
    CONSTRAINT fk_recovery_code_user_id FOREIGN KEY(user_id) REFERENCES user_account (id)
);
--
CREATE INDEX ix_recovery_code_user_id ON recovery_code (user_id);
--
COMMENT ON COLUMN recovery_code.user_id IS 'Account';
--
COMMENT ON COLUMN recovery_code.code_hash IS 'argon2id hash of the code';
--
COMMENT ON COLUMN recovery_code.used_at IS 'When it was used';
--
COMMENT ON COLUMN recovery_code.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN recovery_code.created_at IS 'When the row was made (UTC)';
--
CREATE TABLE form_draft (
    owner_id UUID NOT NULL,
    kind VARCHAR(40) NOT NULL,
    patient_id UUID,
    record_id UUID,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    result_id UUID,
    typed BYTEA,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_form_draft PRIMARY KEY (org_id, owner_id, id),
    CONSTRAINT fk_form_draft_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_form_draft_owner ON form_draft (org_id, owner_id, kind);
--
COMMENT ON COLUMN form_draft.owner_id IS 'Member of staff who types';
--
COMMENT ON COLUMN form_draft.kind IS 'Which form';
--
COMMENT ON COLUMN form_draft.patient_id IS 'Patient, unless being registered';
--
COMMENT ON COLUMN form_draft.record_id IS 'Record being changed, if any';
--
COMMENT ON COLUMN form_draft.saved_at IS 'Last save';
--
COMMENT ON COLUMN form_draft.submitted_at IS 'When it was sent';
--
COMMENT ON COLUMN form_draft.result_id IS 'The record it became';
--
COMMENT ON COLUMN form_draft.typed IS 'What was typed, as JSON';
--
COMMENT ON COLUMN form_draft.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN form_draft.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN form_draft.created_at IS 'When the row was made (UTC)';
--
CREATE TABLE idempotency_key (
    owner_id UUID NOT NULL,
    key VARCHAR(80) NOT NULL,
    request_hash BYTEA NOT NULL,
    status SMALLINT,
    answer BYTEA,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (id),
    CONSTRAINT uq_idempotency_key_org_id_owner_id_key UNIQUE (org_id, owner_id, key),
    CONSTRAINT fk_idempotency_key_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
COMMENT ON COLUMN idempotency_key.owner_id IS 'Account that sent the request';
--
COMMENT ON COLUMN idempotency_key.key IS 'The client''s key';
--
COMMENT ON COLUMN idempotency_key.request_hash IS 'Keyed digest of method, path and body';
--
COMMENT ON COLUMN idempotency_key.status IS 'Status of the first answer';
--
COMMENT ON COLUMN idempotency_key.answer IS 'Body and headers of the first answer';
--
COMMENT ON COLUMN idempotency_key.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN idempotency_key.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN idempotency_key.created_at IS 'When the row was made (UTC)';
--
CREATE TABLE keys.dek (
    subject_id UUID NOT NULL,
    generation INTEGER NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kek_version SMALLINT NOT NULL,
    wrapped BYTEA NOT NULL,
    commit BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_dek PRIMARY KEY (subject_id, generation, org_id),
    CONSTRAINT fk_dek_org_id FOREIGN KEY(org_id) REFERENCES organisation (id),
    CONSTRAINT uq_dek_id UNIQUE (id)
);
--
COMMENT ON COLUMN keys.dek.subject_id IS 'Patient';
--
COMMENT ON COLUMN keys.dek.generation IS 'Key generation, from 1';
--
COMMENT ON COLUMN keys.dek.org_id IS 'Organisation for which the key is wrapped';
--
COMMENT ON COLUMN keys.dek.id IS 'Row id';
--
COMMENT ON COLUMN keys.dek.kek_version IS 'Version of the organisation''s key that wraps it';
--
COMMENT ON COLUMN keys.dek.wrapped IS 'The data key under the organisation''s key';
--
COMMENT ON COLUMN keys.dek.commit IS 'Commitment to the data key';
--
COMMENT ON COLUMN keys.dek.created_at IS 'When the key was made';
--
CREATE TABLE membership (
    user_id UUID NOT NULL,
    org_id UUID NOT NULL,
    role VARCHAR(32) NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (id),
    CONSTRAINT fk_membership_user_id FOREIGN KEY(user_id) REFERENCES user_account (id),
    CONSTRAINT fk_membership_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_membership_org_id ON membership (org_id);
--
CREATE UNIQUE INDEX uq_membership_open ON membership (user_id, org_id, role) WHERE ended_at IS NULL;
--
COMMENT ON COLUMN membership.user_id IS 'Account';
--
COMMENT ON COLUMN membership.org_id IS 'Organisation';
--
COMMENT ON COLUMN membership.role IS 'Role (registry.access.roles)';
--
COMMENT ON COLUMN membership.ended_at IS 'When the membership ended';
--
COMMENT ON COLUMN membership.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN membership.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN membership.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN membership.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE patient (
    reference VARCHAR(16) NOT NULL,
    key_worker_id UUID,
    given_names BYTEA,
    family_name_1 BYTEA,
    family_name_2 BYTEA,
    chosen_name BYTEA,
    date_of_birth BYTEA,
    birth_year BYTEA,
    sex BYTEA,
    gender BYTEA,
    pronouns BYTEA,
    preferred_language BYTEA,
    ethnicity BYTEA,
    nationality BYTEA,
    marital_status BYTEA,
    address BYTEA,
    municipality BYTEA,
    contact_note BYTEA,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patient PRIMARY KEY (id),
    CONSTRAINT uq_patient_org_id_id UNIQUE (org_id, id),
    CONSTRAINT uq_patient_org_id_reference UNIQUE (org_id, reference),
    CONSTRAINT fk_patient_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_patient_key_worker_id ON patient (key_worker_id);
--
CREATE INDEX ix_patient_recent ON patient (org_id, created_at);
--
COMMENT ON COLUMN patient.reference IS 'Record number within the organisation, for labels and the telephone';
--
COMMENT ON COLUMN patient.key_worker_id IS 'Member of staff who looks after the patient';
--
COMMENT ON COLUMN patient.given_names IS 'Given names';
--
COMMENT ON COLUMN patient.family_name_1 IS 'First surname';
--
COMMENT ON COLUMN patient.family_name_2 IS 'Second surname';
--
COMMENT ON COLUMN patient.chosen_name IS 'Name the person likes to be called by';
--
COMMENT ON COLUMN patient.date_of_birth IS 'Date of birth, when known';
--
COMMENT ON COLUMN patient.birth_year IS 'Year of birth, exact or from a stated age';
--
COMMENT ON COLUMN patient.sex IS 'Sex recorded at birth (code list sex)';
--
COMMENT ON COLUMN patient.gender IS 'Gender as the person says (code list gender_identity)';
--
COMMENT ON COLUMN patient.pronouns IS 'Pronouns the person uses';
--
COMMENT ON COLUMN patient.preferred_language IS 'Language the person prefers';
--
COMMENT ON COLUMN patient.ethnicity IS 'Ethnicity as the person says';
--
COMMENT ON COLUMN patient.nationality IS 'Nationality (ISO 3166 alpha-2)';
--
COMMENT ON COLUMN patient.marital_status IS 'Marital status';
--
COMMENT ON COLUMN patient.address IS 'Street address or where the person can be found';
--
COMMENT ON COLUMN patient.municipality IS 'Municipality of residence';
--
COMMENT ON COLUMN patient.contact_note IS 'How and when it is safe to get in touch';
--
COMMENT ON COLUMN patient.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN patient.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN patient.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN patient.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN patient.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE api_token (
    token_hash BYTEA NOT NULL,
    membership_id UUID NOT NULL,
    label VARCHAR(80) NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    used_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_api_token PRIMARY KEY (id),
    CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_api_token_membership_id FOREIGN KEY(membership_id) REFERENCES membership (id)
);
--
COMMENT ON COLUMN api_token.token_hash IS 'SHA-256 of the token';
--
COMMENT ON COLUMN api_token.membership_id IS 'The membership it acts in';
--
COMMENT ON COLUMN api_token.label IS 'What it is for';
--
COMMENT ON COLUMN api_token.expires_at IS 'When it stops working';
--
COMMENT ON COLUMN api_token.revoked_at IS 'When it was revoked';
--
COMMENT ON COLUMN api_token.used_at IS 'Last use';
--
COMMENT ON COLUMN api_token.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN api_token.created_at IS 'When the row was made (UTC)';
--
CREATE TABLE blind_index (
    org_id UUID NOT NULL,
    kind SMALLINT NOT NULL,
    tok BIGINT NOT NULL,
    subject_id UUID NOT NULL,
    CONSTRAINT pk_blind_index PRIMARY KEY (org_id, kind, tok, subject_id),
    CONSTRAINT fk_blind_index_patient FOREIGN KEY(org_id, subject_id) REFERENCES patient (org_id, id)
);
--
CREATE INDEX ix_blind_index_subject ON blind_index (org_id, subject_id);
--
COMMENT ON COLUMN blind_index.org_id IS 'Organisation';
--
COMMENT ON COLUMN blind_index.kind IS 'What was digested (registry.people.blocking.Kind)';
--
COMMENT ON COLUMN blind_index.tok IS 'Truncated HMAC of the canonical value';
--
COMMENT ON COLUMN blind_index.subject_id IS 'Patient';
--
CREATE TABLE diagnosis (
    diagnosed_on DATE NOT NULL,
    ended_on DATE,
    is_principal BOOLEAN NOT NULL,
    recorded_by UUID NOT NULL,
    code_system BYTEA NOT NULL,
    code BYTEA NOT NULL,
    title BYTEA,
    status BYTEA NOT NULL,
    certainty BYTEA NOT NULL,
    diagnosed_by BYTEA,
    note BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_diagnosis PRIMARY KEY (id),
    CONSTRAINT fk_diagnosis_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_diagnosis_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_diagnosis_patient ON diagnosis (org_id, patient_id);
--
COMMENT ON COLUMN diagnosis.diagnosed_on IS 'Day the diagnosis was made';
--
COMMENT ON COLUMN diagnosis.ended_on IS 'Day it no longer held';
--
COMMENT ON COLUMN diagnosis.is_principal IS 'The main reason for treatment';
--
COMMENT ON COLUMN diagnosis.recorded_by IS 'Member of staff who recorded it';
--
COMMENT ON COLUMN diagnosis.code_system IS 'ICD-10 or ICD-11';
--
COMMENT ON COLUMN diagnosis.code IS 'Code in that system';
--
COMMENT ON COLUMN diagnosis.title IS 'Title as chosen or typed, when the code is in none of our lists';
--
COMMENT ON COLUMN diagnosis.status IS 'Code list diagnosis_status';
--
COMMENT ON COLUMN diagnosis.certainty IS 'Code list diagnosis_certainty';
--
COMMENT ON COLUMN diagnosis.diagnosed_by IS 'Who made the diagnosis, when it was not the one who recorded it';
--
COMMENT ON COLUMN diagnosis.note IS 'Remarks';
--
COMMENT ON COLUMN diagnosis.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN diagnosis.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN diagnosis.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN diagnosis.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN diagnosis.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN diagnosis.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE dose (
    given_on DATE NOT NULL,
    medication BYTEA,
    amount_mg BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_dose PRIMARY KEY (id),
    CONSTRAINT fk_dose_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_dose_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_dose_patient ON dose (org_id, patient_id);
--
COMMENT ON COLUMN dose.given_on IS 'Day it was taken';
--
COMMENT ON COLUMN dose.medication IS 'Code list ost_medication';
--
COMMENT ON COLUMN dose.amount_mg IS 'Dose of the day in milligrams';
--
COMMENT ON COLUMN dose.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN dose.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN dose.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN dose.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN dose.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN dose.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN dose.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE drug_test (
    collected_on DATE NOT NULL,
    specimen_type BYTEA,
    validity BYTEA,
    temperature_ok BYTEA,
    results BYTEA,
    explained BYTEA,
    explanation BYTEA,
    note BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_drug_test PRIMARY KEY (id),
    CONSTRAINT fk_drug_test_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_drug_test_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_drug_test_patient ON drug_test (org_id, patient_id);
--
COMMENT ON COLUMN drug_test.collected_on IS 'Day the specimen was given';
--
COMMENT ON COLUMN drug_test.specimen_type IS 'Code list specimen_type';
--
COMMENT ON COLUMN drug_test.validity IS 'Code list specimen_validity';
--
COMMENT ON COLUMN drug_test.temperature_ok IS 'Temperature was right: YES or NO';
--
COMMENT ON COLUMN drug_test.results IS 'Substance=result of the panel, codes of drug_test_panel and _result';
--
COMMENT ON COLUMN drug_test.explained IS 'Positive substances that a prescription explains';
--
COMMENT ON COLUMN drug_test.explanation IS 'Which prescribed medicine explains them';
--
COMMENT ON COLUMN drug_test.note IS 'Remarks';
--
COMMENT ON COLUMN drug_test.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN drug_test.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN drug_test.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN drug_test.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN drug_test.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN drug_test.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN drug_test.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE episode (
    referred_on DATE,
    first_appointment_offered_on DATE,
    started_on DATE,
    last_contact_on DATE,
    ended_on DATE,
    centre_type VARCHAR(8),
    key_worker_id UUID,
    transfer_to_org_id UUID,
    next_episode_id UUID,
    previous_episode_id UUID,
    referral_source BYTEA,
    client_delay_days BYTEA,
    exit_reason BYTEA,
    exit_note BYTEA,
    note BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_episode PRIMARY KEY (id),
    CONSTRAINT ex_episode_overlap EXCLUDE USING gist (org_id WITH =, patient_id WITH =, daterange(coalesce(started_on, referred_on), ended_on, '[]') WITH &&) WHERE (NOT (started_on IS NULL AND ended_on IS NOT NULL)),
    CONSTRAINT uq_episode_org_id_patient_id_id UNIQUE (org_id, patient_id, id),
    CONSTRAINT fk_episode_next FOREIGN KEY(org_id, patient_id, next_episode_id) REFERENCES episode (org_id, patient_id, id),
    CONSTRAINT fk_episode_previous FOREIGN KEY(org_id, patient_id, previous_episode_id) REFERENCES episode (org_id, patient_id, id),
    CONSTRAINT ck_episode_referred_or_started CHECK (coalesce(referred_on, started_on) IS NOT NULL),
    CONSTRAINT ck_episode_offered_after_referral CHECK (first_appointment_offered_on >= referred_on),
    CONSTRAINT ck_episode_started_after_referral CHECK (started_on >= referred_on),
    CONSTRAINT ck_episode_contact_after_start CHECK (last_contact_on >= coalesce(referred_on, started_on)),
    CONSTRAINT ck_episode_contact_before_end CHECK (last_contact_on <= ended_on),
    CONSTRAINT ck_episode_ended_after_start CHECK (ended_on >= coalesce(started_on, referred_on)),
    CONSTRAINT ck_episode_exit_has_reason CHECK (ended_on IS NULL OR exit_reason IS NOT NULL),
    CONSTRAINT ck_episode_exit_has_date CHECK (exit_reason IS NULL OR ended_on IS NOT NULL),
    CONSTRAINT fk_episode_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_episode_transfer_to_org_id FOREIGN KEY(transfer_to_org_id) REFERENCES organisation (id),
    CONSTRAINT fk_episode_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_episode_key_worker ON episode (org_id, key_worker_id) WHERE ended_on IS NULL;
--
CREATE INDEX ix_episode_patient ON episode (org_id, patient_id);
--
CREATE INDEX ix_episode_started ON episode (org_id, started_on);
--
COMMENT ON COLUMN episode.referred_on IS 'Day of the referral or of the first request (R12)';
--
COMMENT ON COLUMN episode.first_appointment_offered_on IS 'Day of the first appointment that was offered (R12)';
--
COMMENT ON COLUMN episode.started_on IS 'Day of the first formal contact for treatment';
--
COMMENT ON COLUMN episode.last_contact_on IS 'Day of the latest contact (R6)';
--
COMMENT ON COLUMN episode.ended_on IS 'Day the episode ended';
--
COMMENT ON COLUMN episode.centre_type IS 'Type of centre (code list treatment_centre_type)';
--
COMMENT ON COLUMN episode.key_worker_id IS 'Member of staff who looks after the person';
--
COMMENT ON COLUMN episode.transfer_to_org_id IS 'Service to which the person was transferred (R14)';
--
COMMENT ON COLUMN episode.next_episode_id IS 'Episode here that went on from this one (R14)';
--
COMMENT ON COLUMN episode.previous_episode_id IS 'Episode here from which this one went on (R14)';
--
COMMENT ON COLUMN episode.referral_source IS 'Code list referral_source';
--
COMMENT ON COLUMN episode.client_delay_days IS 'Days of the wait that the person caused (R12)';
--
COMMENT ON COLUMN episode.exit_reason IS 'Code list exit_reason';
--
COMMENT ON COLUMN episode.exit_note IS 'Remarks on the exit and what follows';
--
COMMENT ON COLUMN episode.note IS 'Remarks';
--
COMMENT ON COLUMN episode.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN episode.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN episode.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN episode.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN episode.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN episode.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE health_condition (
    noted_on DATE NOT NULL,
    kind BYTEA,
    title BYTEA,
    since BYTEA,
    is_current BYTEA,
    note BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_health_condition PRIMARY KEY (id),
    CONSTRAINT fk_health_condition_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_health_condition_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_health_condition_patient ON health_condition (org_id, patient_id);
--
COMMENT ON COLUMN health_condition.noted_on IS 'Day on which this was so';
--
COMMENT ON COLUMN health_condition.kind IS 'Code list condition_kind: MEDICAL or MENTAL';
--
COMMENT ON COLUMN health_condition.title IS 'Name of the condition';
--
COMMENT ON COLUMN health_condition.since IS 'Since when: YYYY, YYYY-MM or YYYY-MM-DD';
--
COMMENT ON COLUMN health_condition.is_current IS 'Present on that day: YES or NO';
--
COMMENT ON COLUMN health_condition.note IS 'Remarks';
--
COMMENT ON COLUMN health_condition.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN health_condition.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN health_condition.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN health_condition.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN health_condition.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN health_condition.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN health_condition.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE import_item (
    source VARCHAR(16) NOT NULL,
    key_hash BYTEA NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_import_item PRIMARY KEY (id),
    CONSTRAINT uq_import_item_org_id_source_key_hash UNIQUE (org_id, source, key_hash),
    CONSTRAINT fk_import_item_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_import_item_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_import_item_patient ON import_item (org_id, patient_id);
--
COMMENT ON COLUMN import_item.source IS 'Data set: ctn0094, teds-a or teds-d';
--
COMMENT ON COLUMN import_item.key_hash IS 'Keyed digest of the number in the data set';
--
COMMENT ON COLUMN import_item.patient_id IS 'Patient made of it';
--
COMMENT ON COLUMN import_item.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN import_item.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN import_item.created_at IS 'When the row was made (UTC)';
--
CREATE TABLE infection_test (
    infection BYTEA,
    result BYTEA,
    tested_on BYTEA,
    on_treatment BYTEA,
    note BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_infection_test PRIMARY KEY (id),
    CONSTRAINT fk_infection_test_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_infection_test_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_infection_test_patient ON infection_test (org_id, patient_id);
--
COMMENT ON COLUMN infection_test.infection IS 'Code list infection';
--
COMMENT ON COLUMN infection_test.result IS 'Code list bbv_test_result';
--
COMMENT ON COLUMN infection_test.tested_on IS 'When: YYYY, YYYY-MM or YYYY-MM-DD';
--
COMMENT ON COLUMN infection_test.on_treatment IS 'Is being treated for it: YES or NO';
--
COMMENT ON COLUMN infection_test.note IS 'Remarks';
--
COMMENT ON COLUMN infection_test.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN infection_test.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN infection_test.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN infection_test.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN infection_test.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN infection_test.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN infection_test.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE justice_involvement (
    ordered_on DATE,
    starts_on DATE,
    ends_on DATE,
    next_hearing_on DATE,
    legal_status BYTEA,
    offence_class BYTEA,
    offence_category BYTEA,
    diversion_stage BYTEA,
    diversion_mechanism BYTEA,
    diversion_status BYTEA,
    authority_name BYTEA,
    court_case_number BYTEA,
    obligations BYTEA,
    note BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_justice_involvement PRIMARY KEY (id),
    CONSTRAINT ck_justice_involvement_ended_after_start CHECK (ends_on >= starts_on),
    CONSTRAINT fk_justice_involvement_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_justice_involvement_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_justice_involvement_patient ON justice_involvement (org_id, patient_id);
--
COMMENT ON COLUMN justice_involvement.ordered_on IS 'Day of the order or agreement';
--
COMMENT ON COLUMN justice_involvement.starts_on IS 'First day on which it binds';
--
COMMENT ON COLUMN justice_involvement.ends_on IS 'Last day on which it binds';
--
COMMENT ON COLUMN justice_involvement.next_hearing_on IS 'Day of the next hearing or review';
--
COMMENT ON COLUMN justice_involvement.legal_status IS 'Code list legal_status';
--
COMMENT ON COLUMN justice_involvement.offence_class IS 'CICAD class (code list offence_classes)';
--
COMMENT ON COLUMN justice_involvement.offence_category IS 'Code list offence_category_detail';
--
COMMENT ON COLUMN justice_involvement.diversion_stage IS 'Code list diversion_stages';
--
COMMENT ON COLUMN justice_involvement.diversion_mechanism IS 'Code list diversion_mechanisms';
--
COMMENT ON COLUMN justice_involvement.diversion_status IS 'Code list diversion_status';
--
COMMENT ON COLUMN justice_involvement.authority_name IS 'Court, prosecutor or other authority';
--
COMMENT ON COLUMN justice_involvement.court_case_number IS 'Case number at that authority';
--
COMMENT ON COLUMN justice_involvement.obligations IS 'What the order asks of the person';
--
COMMENT ON COLUMN justice_involvement.note IS 'Remarks';
--
COMMENT ON COLUMN justice_involvement.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN justice_involvement.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN justice_involvement.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN justice_involvement.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN justice_involvement.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN justice_involvement.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE medication (
    started_on DATE NOT NULL,
    ended_on DATE,
    medication BYTEA,
    name BYTEA,
    purpose BYTEA,
    daily_amount BYTEA,
    daily_unit BYTEA,
    prescriber BYTEA,
    note BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_medication PRIMARY KEY (id),
    CONSTRAINT ck_medication_ended_after_start CHECK (ended_on >= started_on),
    CONSTRAINT fk_medication_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_medication_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_medication_patient ON medication (org_id, patient_id);
--
COMMENT ON COLUMN medication.started_on IS 'First day of the prescription';
--
COMMENT ON COLUMN medication.ended_on IS 'Last day; empty while it goes on';
--
COMMENT ON COLUMN medication.medication IS 'Code list ost_medication; OTHER for all others';
--
COMMENT ON COLUMN medication.name IS 'Name of the medicine, when the list has no code for it';
--
COMMENT ON COLUMN medication.purpose IS 'Code list medication_purpose';
--
COMMENT ON COLUMN medication.daily_amount IS 'Amount a day, in the unit given';
--
COMMENT ON COLUMN medication.daily_unit IS 'Unit of the daily amount';
--
COMMENT ON COLUMN medication.prescriber IS 'Who prescribed it';
--
COMMENT ON COLUMN medication.note IS 'Remarks';
--
COMMENT ON COLUMN medication.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN medication.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN medication.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN medication.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN medication.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN medication.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN medication.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE next_of_kin (
    relationship_code BYTEA,
    name BYTEA NOT NULL,
    phone BYTEA,
    knows_of_treatment BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_next_of_kin PRIMARY KEY (id),
    CONSTRAINT fk_next_of_kin_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_next_of_kin_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_next_of_kin_patient ON next_of_kin (org_id, patient_id);
--
COMMENT ON COLUMN next_of_kin.relationship_code IS 'Relationship (code list relationship)';
--
COMMENT ON COLUMN next_of_kin.name IS 'Name';
--
COMMENT ON COLUMN next_of_kin.phone IS 'Telephone';
--
COMMENT ON COLUMN next_of_kin.knows_of_treatment IS 'Knows that the patient is in treatment: YES or NO';
--
COMMENT ON COLUMN next_of_kin.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN next_of_kin.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN next_of_kin.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN next_of_kin.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN next_of_kin.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN next_of_kin.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE overdose (
    occurred_on DATE NOT NULL,
    occurred_precision VARCHAR(5) NOT NULL,
    substances BYTEA,
    outcome BYTEA,
    naloxone_given BYTEA,
    setting BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_overdose PRIMARY KEY (id),
    CONSTRAINT fk_overdose_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_overdose_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_overdose_patient ON overdose (org_id, patient_id);
--
COMMENT ON COLUMN overdose.occurred_on IS 'Day it happened, or the first day it may have';
--
COMMENT ON COLUMN overdose.occurred_precision IS 'How much of the day is known: DAY, MONTH or YEAR';
--
COMMENT ON COLUMN overdose.substances IS 'Substances taken (code list substances)';
--
COMMENT ON COLUMN overdose.outcome IS 'Code list overdose_outcome';
--
COMMENT ON COLUMN overdose.naloxone_given IS 'Naloxone was given: YES or NO';
--
COMMENT ON COLUMN overdose.setting IS 'Where and with whom it happened';
--
COMMENT ON COLUMN overdose.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN overdose.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN overdose.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN overdose.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN overdose.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN overdose.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN overdose.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE past_treatment (
    started BYTEA,
    ended BYTEA,
    modality BYTEA,
    place_name BYTEA,
    outcome BYTEA,
    note BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_past_treatment PRIMARY KEY (id),
    CONSTRAINT fk_past_treatment_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_past_treatment_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_past_treatment_patient ON past_treatment (org_id, patient_id);
--
COMMENT ON COLUMN past_treatment.started IS 'When it began: YYYY or YYYY-MM';
--
COMMENT ON COLUMN past_treatment.ended IS 'When it ended: YYYY or YYYY-MM';
--
COMMENT ON COLUMN past_treatment.modality IS 'Code list treatment_modality';
--
COMMENT ON COLUMN past_treatment.place_name IS 'Where it was';
--
COMMENT ON COLUMN past_treatment.outcome IS 'How it ended (code list exit_reason)';
--
COMMENT ON COLUMN past_treatment.note IS 'Remarks';
--
COMMENT ON COLUMN past_treatment.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN past_treatment.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN past_treatment.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN past_treatment.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN past_treatment.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN past_treatment.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN past_treatment.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE patient_contact (
    kind VARCHAR(24) NOT NULL,
    value BYTEA NOT NULL,
    is_shared BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patient_contact PRIMARY KEY (id),
    CONSTRAINT fk_patient_contact_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_patient_contact_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_patient_contact_patient ON patient_contact (org_id, patient_id);
--
COMMENT ON COLUMN patient_contact.kind IS 'Kind of contact (code list contact_kind)';
--
COMMENT ON COLUMN patient_contact.value IS 'Number or address';
--
COMMENT ON COLUMN patient_contact.is_shared IS 'Somebody else may answer or read: YES or NO';
--
COMMENT ON COLUMN patient_contact.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN patient_contact.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN patient_contact.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN patient_contact.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN patient_contact.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN patient_contact.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE patient_identifier (
    kind VARCHAR(24) NOT NULL,
    country VARCHAR(2),
    value BYTEA NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patient_identifier PRIMARY KEY (id),
    CONSTRAINT fk_patient_identifier_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_patient_identifier_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_patient_identifier_patient ON patient_identifier (org_id, patient_id);
--
COMMENT ON COLUMN patient_identifier.kind IS 'Kind of number (code list identifier_kind)';
--
COMMENT ON COLUMN patient_identifier.country IS 'Country that issued it (ISO 3166)';
--
COMMENT ON COLUMN patient_identifier.value IS 'The number';
--
COMMENT ON COLUMN patient_identifier.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN patient_identifier.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN patient_identifier.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN patient_identifier.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN patient_identifier.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN patient_identifier.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE patient_opened (
    org_id UUID NOT NULL,
    user_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patient_opened PRIMARY KEY (org_id, user_id, patient_id),
    CONSTRAINT fk_patient_opened_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id)
);
--
CREATE INDEX ix_patient_opened_recent ON patient_opened (org_id, user_id, opened_at);
--
COMMENT ON COLUMN patient_opened.org_id IS 'Organisation';
--
COMMENT ON COLUMN patient_opened.user_id IS 'Member of staff';
--
COMMENT ON COLUMN patient_opened.patient_id IS 'Patient';
--
COMMENT ON COLUMN patient_opened.opened_at IS 'When it was opened last (UTC)';
--
CREATE TABLE scale_score (
    taken_on DATE NOT NULL,
    scale BYTEA,
    score BYTEA,
    note BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_scale_score PRIMARY KEY (id),
    CONSTRAINT fk_scale_score_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_scale_score_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_scale_score_patient ON scale_score (org_id, patient_id);
--
COMMENT ON COLUMN scale_score.taken_on IS 'Day it was taken';
--
COMMENT ON COLUMN scale_score.scale IS 'Code list scale';
--
COMMENT ON COLUMN scale_score.score IS 'Total score';
--
COMMENT ON COLUMN scale_score.note IS 'Remarks';
--
COMMENT ON COLUMN scale_score.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN scale_score.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN scale_score.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN scale_score.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN scale_score.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN scale_score.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN scale_score.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE use_day (
    used_on DATE NOT NULL,
    substance BYTEA,
    amount BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_use_day PRIMARY KEY (id),
    CONSTRAINT fk_use_day_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_use_day_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_use_day_patient ON use_day (org_id, patient_id);
--
COMMENT ON COLUMN use_day.used_on IS 'Day of use';
--
COMMENT ON COLUMN use_day.substance IS 'Code list substances';
--
COMMENT ON COLUMN use_day.amount IS 'How much, in the person''s words';
--
COMMENT ON COLUMN use_day.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN use_day.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN use_day.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN use_day.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN use_day.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN use_day.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN use_day.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE use_report (
    ended_on DATE NOT NULL,
    window_days SMALLINT NOT NULL,
    substance BYTEA,
    days BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_use_report PRIMARY KEY (id),
    CONSTRAINT ck_use_report_window CHECK (window_days BETWEEN 1 AND 366),
    CONSTRAINT fk_use_report_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_use_report_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_use_report_patient ON use_report (org_id, patient_id);
--
COMMENT ON COLUMN use_report.ended_on IS 'Last day of the window';
--
COMMENT ON COLUMN use_report.window_days IS 'Length of the window in days';
--
COMMENT ON COLUMN use_report.substance IS 'Code list substances';
--
COMMENT ON COLUMN use_report.days IS 'Days of use within the window';
--
COMMENT ON COLUMN use_report.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN use_report.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN use_report.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN use_report.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN use_report.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN use_report.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN use_report.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE visit (
    visit_on DATE NOT NULL,
    planned BYTEA,
    attendance BYTEA,
    reason BYTEA,
    note BYTEA,
    source VARCHAR(16) NOT NULL,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_visit PRIMARY KEY (id),
    CONSTRAINT fk_visit_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_visit_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_visit_patient ON visit (org_id, patient_id);
--
COMMENT ON COLUMN visit.visit_on IS 'Day of the visit';
--
COMMENT ON COLUMN visit.planned IS 'What the visit was planned for';
--
COMMENT ON COLUMN visit.attendance IS 'Code list visit_attendance';
--
COMMENT ON COLUMN visit.reason IS 'Why it was missed (code list visit_reason)';
--
COMMENT ON COLUMN visit.note IS 'Remarks';
--
COMMENT ON COLUMN visit.source IS 'Who it is known from (code list fact_source)';
--
COMMENT ON COLUMN visit.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN visit.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN visit.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN visit.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN visit.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN visit.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE web_session (
    token_hash BYTEA NOT NULL,
    id UUID NOT NULL,
    user_id UUID,
    membership_id UUID,
    factors INTEGER NOT NULL,
    data VARCHAR(4000) NOT NULL,
    browser VARCHAR(80) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_web_session PRIMARY KEY (token_hash),
    CONSTRAINT uq_web_session_id UNIQUE (id),
    CONSTRAINT fk_web_session_user_id FOREIGN KEY(user_id) REFERENCES user_account (id),
    CONSTRAINT fk_web_session_membership_id FOREIGN KEY(membership_id) REFERENCES membership (id)
);
--
CREATE INDEX ix_web_session_user ON web_session (user_id);
--
COMMENT ON COLUMN web_session.token_hash IS 'SHA-256 of the cookie''s token';
--
COMMENT ON COLUMN web_session.id IS 'Public id, for listing one''s own sessions';
--
COMMENT ON COLUMN web_session.user_id IS 'Account, once the password was right';
--
COMMENT ON COLUMN web_session.membership_id IS 'The membership it acts in';
--
COMMENT ON COLUMN web_session.factors IS 'How many factors were shown: 1 or 2';
--
COMMENT ON COLUMN web_session.data IS 'What the pages keep: language, form tokens, notices';
--
COMMENT ON COLUMN web_session.browser IS 'Family of the browser, for the list of sessions';
--
COMMENT ON COLUMN web_session.created_at IS 'Start; the absolute time-out counts from it';
--
COMMENT ON COLUMN web_session.seen_at IS 'Last use; the idle time-out counts from it';
--
COMMENT ON COLUMN web_session.ended_at IS 'When it was ended by sign-out, time-out or an administrator';
--
CREATE TABLE intake (
    episode_id UUID,
    assessed_on DATE NOT NULL,
    reason_for_seeking_help BYTEA,
    polydrug BYTEA,
    tobacco BYTEA,
    injecting BYTEA,
    age_first_injection BYTEA,
    sharing BYTEA,
    hiv_testing BYTEA,
    hiv_result BYTEA,
    hcv_testing BYTEA,
    hcv_result BYTEA,
    hbv_testing BYTEA,
    hbv_result BYTEA,
    hbv_vaccinated BYTEA,
    previous_treatment BYTEA,
    previous_treatments BYTEA,
    ost_status BYTEA,
    ost_medication BYTEA,
    ost_first_year BYTEA,
    living_with BYTEA,
    living_where BYTEA,
    living_children BYTEA,
    number_of_children BYTEA,
    family_situation BYTEA,
    social_support BYTEA,
    social_exclusion BYTEA,
    labour_status BYTEA,
    education BYTEA,
    income_source BYTEA,
    legal_status BYTEA,
    offence_category BYTEA,
    arrests BYTEA,
    pregnancy BYTEA,
    mental_disorder BYTEA,
    chronic_illness BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_intake PRIMARY KEY (id),
    CONSTRAINT uq_intake_org_id_patient_id_id UNIQUE (org_id, patient_id, id),
    CONSTRAINT uq_intake_episode UNIQUE (org_id, episode_id),
    CONSTRAINT fk_intake_episode FOREIGN KEY(org_id, patient_id, episode_id) REFERENCES episode (org_id, patient_id, id),
    CONSTRAINT fk_intake_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_intake_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_intake_patient ON intake (org_id, patient_id);
--
COMMENT ON COLUMN intake.episode_id IS 'Episode whose intake it is';
--
COMMENT ON COLUMN intake.assessed_on IS 'Day of the interview';
--
COMMENT ON COLUMN intake.reason_for_seeking_help IS 'Why now, in the person''s words';
--
COMMENT ON COLUMN intake.polydrug IS 'Code list polydrug';
--
COMMENT ON COLUMN intake.tobacco IS 'Uses tobacco (code list yes_no)';
--
COMMENT ON COLUMN intake.injecting IS 'Code list injecting_status';
--
COMMENT ON COLUMN intake.age_first_injection IS 'Age in years at the first injection';
--
COMMENT ON COLUMN intake.sharing IS 'Sharing of needles (code list needle_sharing)';
--
COMMENT ON COLUMN intake.hiv_testing IS 'Code list bbv_testing, for HIV';
--
COMMENT ON COLUMN intake.hiv_result IS 'Code list bbv_test_result, for HIV';
--
COMMENT ON COLUMN intake.hcv_testing IS 'Code list bbv_testing, for hepatitis C';
--
COMMENT ON COLUMN intake.hcv_result IS 'Code list bbv_test_result, for hepatitis C';
--
COMMENT ON COLUMN intake.hbv_testing IS 'Code list bbv_testing, for hepatitis B';
--
COMMENT ON COLUMN intake.hbv_result IS 'Code list bbv_test_result, for hepatitis B';
--
COMMENT ON COLUMN intake.hbv_vaccinated IS 'Vaccinated against hepatitis B (code list yes_no)';
--
COMMENT ON COLUMN intake.previous_treatment IS 'Code list previous_treatment';
--
COMMENT ON COLUMN intake.previous_treatments IS 'Number of earlier treatments';
--
COMMENT ON COLUMN intake.ost_status IS 'Agonist treatment (code list ost_status)';
--
COMMENT ON COLUMN intake.ost_medication IS 'Code list ost_medication';
--
COMMENT ON COLUMN intake.ost_first_year IS 'Calendar year of the first agonist treatment';
--
COMMENT ON COLUMN intake.living_with IS 'Code list living_with';
--
COMMENT ON COLUMN intake.living_where IS 'Code list living_where';
--
COMMENT ON COLUMN intake.living_children IS 'Code list living_children';
--
COMMENT ON COLUMN intake.number_of_children IS 'Number of own children';
--
COMMENT ON COLUMN intake.family_situation IS 'Code list family_situation';
--
COMMENT ON COLUMN intake.social_support IS 'Code list social_support';
--
COMMENT ON COLUMN intake.social_exclusion IS 'Codes of list social_exclusion';
--
COMMENT ON COLUMN intake.labour_status IS 'Code list labour_status';
--
COMMENT ON COLUMN intake.education IS 'Highest level completed (code list education)';
--
COMMENT ON COLUMN intake.income_source IS 'What the person lives on';
--
COMMENT ON COLUMN intake.legal_status IS 'Code list legal_status';
--
COMMENT ON COLUMN intake.offence_category IS 'Code list offence_category_detail';
--
COMMENT ON COLUMN intake.arrests IS 'Formal arrests in the last 30 days';
--
COMMENT ON COLUMN intake.pregnancy IS 'Code list pregnancy';
--
COMMENT ON COLUMN intake.mental_disorder IS 'Has a mental disorder (code list yes_no)';
--
COMMENT ON COLUMN intake.chronic_illness IS 'Has a chronic physical illness (code list yes_no)';
--
COMMENT ON COLUMN intake.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN intake.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN intake.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN intake.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN intake.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN intake.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE intervention (
    episode_id UUID NOT NULL,
    referred_on DATE,
    first_appointment_offered_on DATE,
    started_on DATE NOT NULL,
    ended_on DATE,
    modality BYTEA NOT NULL,
    setting BYTEA,
    description BYTEA,
    exit_status BYTEA,
    exit_note BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_intervention PRIMARY KEY (id),
    CONSTRAINT fk_intervention_episode FOREIGN KEY(org_id, patient_id, episode_id) REFERENCES episode (org_id, patient_id, id),
    CONSTRAINT ck_intervention_ended_after_start CHECK (ended_on >= started_on),
    CONSTRAINT ck_intervention_started_after_referral CHECK (started_on >= referred_on),
    CONSTRAINT ck_intervention_offered_after_referral CHECK (first_appointment_offered_on >= referred_on),
    CONSTRAINT ck_intervention_exit_has_status CHECK (ended_on IS NULL OR exit_status IS NOT NULL),
    CONSTRAINT ck_intervention_exit_has_date CHECK (exit_status IS NULL OR ended_on IS NOT NULL),
    CONSTRAINT fk_intervention_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_intervention_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_intervention_episode ON intervention (org_id, episode_id);
--
CREATE INDEX ix_intervention_patient ON intervention (org_id, patient_id);
--
COMMENT ON COLUMN intervention.episode_id IS 'Episode it is a part of';
--
COMMENT ON COLUMN intervention.referred_on IS 'Day it was asked for (R12)';
--
COMMENT ON COLUMN intervention.first_appointment_offered_on IS 'Day of its first appointment offered (R12)';
--
COMMENT ON COLUMN intervention.started_on IS 'Day it started';
--
COMMENT ON COLUMN intervention.ended_on IS 'Day it ended';
--
COMMENT ON COLUMN intervention.modality IS 'Code list treatment_modality';
--
COMMENT ON COLUMN intervention.setting IS 'Where it is given (code list treatment_centre_type)';
--
COMMENT ON COLUMN intervention.description IS 'What exactly is done';
--
COMMENT ON COLUMN intervention.exit_status IS 'How it ended (code list modality_exit)';
--
COMMENT ON COLUMN intervention.exit_note IS 'Remarks on the end';
--
COMMENT ON COLUMN intervention.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN intervention.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN intervention.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN intervention.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN intervention.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN intervention.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE outcome_review (
    stage VARCHAR(8) NOT NULL,
    reviewed_on DATE NOT NULL,
    episode_id UUID,
    window_days SMALLINT NOT NULL,
    days_alcohol BYTEA,
    days_cannabis BYTEA,
    days_opioids BYTEA,
    days_sedatives BYTEA,
    days_cocaine BYTEA,
    days_crack BYTEA,
    days_cocaine_paste BYTEA,
    days_amphetamines BYTEA,
    days_other BYTEA,
    other_substance BYTEA,
    days_tobacco BYTEA,
    days_injected BYTEA,
    sharing BYTEA,
    offence_theft BYTEA,
    offence_selling BYTEA,
    offence_violence BYTEA,
    offence_other BYTEA,
    days_paid_work BYTEA,
    days_education BYTEA,
    housing_acute_problem BYTEA,
    housing_at_risk BYTEA,
    psychological_health BYTEA,
    physical_health BYTEA,
    quality_of_life BYTEA,
    note BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_outcome_review PRIMARY KEY (id),
    CONSTRAINT fk_outcome_review_episode FOREIGN KEY(org_id, patient_id, episode_id) REFERENCES episode (org_id, patient_id, id),
    CONSTRAINT ck_outcome_review_window CHECK (window_days BETWEEN 1 AND 90),
    CONSTRAINT fk_outcome_review_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_outcome_review_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_outcome_review_patient ON outcome_review (org_id, patient_id);
--
CREATE UNIQUE INDEX uq_outcome_review_start ON outcome_review (org_id, episode_id) WHERE stage = 'START';
--
COMMENT ON COLUMN outcome_review.stage IS 'Code list outcome_stage';
--
COMMENT ON COLUMN outcome_review.reviewed_on IS 'Day of the review';
--
COMMENT ON COLUMN outcome_review.episode_id IS 'Episode under review; a follow-up may lie outside one';
--
COMMENT ON COLUMN outcome_review.window_days IS 'Days the items look back on';
--
COMMENT ON COLUMN outcome_review.days_alcohol IS 'Days in the window: alcohol';
--
COMMENT ON COLUMN outcome_review.days_cannabis IS 'Days in the window: cannabis';
--
COMMENT ON COLUMN outcome_review.days_opioids IS 'Days in the window: opioids that were not prescribed';
--
COMMENT ON COLUMN outcome_review.days_sedatives IS 'Days in the window: sedatives that were not prescribed';
--
COMMENT ON COLUMN outcome_review.days_cocaine IS 'Days in the window: cocaine powder';
--
COMMENT ON COLUMN outcome_review.days_crack IS 'Days in the window: crack';
--
COMMENT ON COLUMN outcome_review.days_cocaine_paste IS 'Days in the window: cocaine base paste';
--
COMMENT ON COLUMN outcome_review.days_amphetamines IS 'Days in the window: amphetamine-type stimulants';
--
COMMENT ON COLUMN outcome_review.days_other IS 'Days in the window: the other substance named';
--
COMMENT ON COLUMN outcome_review.other_substance IS 'The other substance (code list substances)';
--
COMMENT ON COLUMN outcome_review.days_tobacco IS 'Days in the window: tobacco or nicotine';
--
COMMENT ON COLUMN outcome_review.days_injected IS 'Days in the window: injected';
--
COMMENT ON COLUMN outcome_review.sharing IS 'In the window, YES or NO: used injecting equipment that somebody else had used';
--
COMMENT ON COLUMN outcome_review.offence_theft IS 'In the window, YES or NO: stole';
--
COMMENT ON COLUMN outcome_review.offence_selling IS 'In the window, YES or NO: sold or passed on drugs';
--
COMMENT ON COLUMN outcome_review.offence_violence IS 'In the window, YES or NO: was violent to somebody';
--
COMMENT ON COLUMN outcome_review.offence_other IS 'In the window, YES or NO: another breach of the law';
--
COMMENT ON COLUMN outcome_review.days_paid_work IS 'Days in the window: paid work';
--
COMMENT ON COLUMN outcome_review.days_education IS 'Days in the window: school, college or training';
--
COMMENT ON COLUMN outcome_review.housing_acute_problem IS 'In the window, YES or NO: nowhere fit to live';
--
COMMENT ON COLUMN outcome_review.housing_at_risk IS 'In the window, YES or NO: home at risk of being lost';
--
COMMENT ON COLUMN outcome_review.psychological_health IS '0 (worst) to 20 (best): psychological health';
--
COMMENT ON COLUMN outcome_review.physical_health IS '0 (worst) to 20 (best): physical health';
--
COMMENT ON COLUMN outcome_review.quality_of_life IS '0 (worst) to 20 (best): quality of life';
--
COMMENT ON COLUMN outcome_review.note IS 'Remarks';
--
COMMENT ON COLUMN outcome_review.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN outcome_review.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN outcome_review.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN outcome_review.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN outcome_review.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN outcome_review.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE intake_substance (
    intake_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    window_days SMALLINT NOT NULL,
    substance BYTEA NOT NULL,
    name BYTEA,
    route BYTEA,
    days_used BYTEA,
    age_first_use BYTEA,
    patient_id UUID NOT NULL,
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    row_version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_intake_substance PRIMARY KEY (id),
    CONSTRAINT fk_intake_substance_intake FOREIGN KEY(org_id, patient_id, intake_id) REFERENCES intake (org_id, patient_id, id),
    CONSTRAINT uq_intake_substance_org_id_intake_id_position UNIQUE (org_id, intake_id, position),
    CONSTRAINT ck_intake_substance_position CHECK (position BETWEEN 1 AND 4),
    CONSTRAINT ck_intake_substance_window CHECK (window_days BETWEEN 1 AND 366),
    CONSTRAINT fk_intake_substance_patient FOREIGN KEY(org_id, patient_id) REFERENCES patient (org_id, id),
    CONSTRAINT fk_intake_substance_org_id FOREIGN KEY(org_id) REFERENCES organisation (id)
);
--
CREATE INDEX ix_intake_substance_patient ON intake_substance (org_id, patient_id);
--
COMMENT ON COLUMN intake_substance.intake_id IS 'Intake in which it was named';
--
COMMENT ON COLUMN intake_substance.position IS '1 is the main substance, 2 to 4 the others';
--
COMMENT ON COLUMN intake_substance.window_days IS 'Length in days of the period in which the days of use were counted';
--
COMMENT ON COLUMN intake_substance.substance IS 'Code list substances';
--
COMMENT ON COLUMN intake_substance.name IS 'Name, where the list has no code of its own';
--
COMMENT ON COLUMN intake_substance.route IS 'Usual route (code list routes)';
--
COMMENT ON COLUMN intake_substance.days_used IS 'Days of use within the period';
--
COMMENT ON COLUMN intake_substance.age_first_use IS 'Age in years at first use';
--
COMMENT ON COLUMN intake_substance.patient_id IS 'Patient whom the row is about';
--
COMMENT ON COLUMN intake_substance.org_id IS 'Organisation that holds the row';
--
COMMENT ON COLUMN intake_substance.id IS 'Row id (UUIDv7)';
--
COMMENT ON COLUMN intake_substance.created_at IS 'When the row was made (UTC)';
--
COMMENT ON COLUMN intake_substance.row_version IS 'Counts changes; guards against lost updates';
--
COMMENT ON COLUMN intake_substance.updated_at IS 'When the row last changed (UTC)';
--
CREATE TABLE audit.checkpoint (
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    cosigs TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_checkpoint PRIMARY KEY (size)
);
--
COMMENT ON TABLE audit.checkpoint IS 'Signed heads of the log';
--
COMMENT ON COLUMN audit.checkpoint.size IS 'Number of events the checkpoint covers';
--
COMMENT ON COLUMN audit.checkpoint.note IS 'C2SP signed note over origin, size and root of the tree';
--
COMMENT ON COLUMN audit.checkpoint.cosigs IS 'Signature lines of witnesses, added later';
--
CREATE TABLE audit.event (
    seq BIGINT NOT NULL,
    body BYTEA NOT NULL,
    mac BYTEA NOT NULL,
    subject UUID,
    org UUID,
    at TIMESTAMP WITH TIME ZONE,
    act TEXT,
    CONSTRAINT pk_event PRIMARY KEY (seq)
);
--
CREATE INDEX ix_event_org_seq ON audit.event (org, seq);
--
CREATE INDEX ix_event_subject_seq ON audit.event (subject, seq) WHERE subject IS NOT NULL;
--
COMMENT ON TABLE audit.event IS 'The numbered events; rows are only ever added';
--
COMMENT ON COLUMN audit.event.seq IS 'Place of the event in the log, from 0 and without gaps: its leaf in the Merkle tree';
--
COMMENT ON COLUMN audit.event.body IS 'The event as canonical JSON (RFC 8785); the truth from which the other columns are read';
--
COMMENT ON COLUMN audit.event.mac IS 'HMAC-SHA256 over writer, count and body, under a key the database never sees';
--
COMMENT ON COLUMN audit.event.subject IS 'The patient concerned, read from the body';
--
COMMENT ON COLUMN audit.event.org IS 'The organisation whose event it is, read from the body';
--
COMMENT ON COLUMN audit.event.at IS 'When it happened by the application''s clock, read from the body';
--
COMMENT ON COLUMN audit.event.act IS 'What was done, read from the body';
--
CREATE TABLE audit.listed (
    subject UUID NOT NULL,
    seq BIGINT NOT NULL,
    org UUID,
    CONSTRAINT pk_listed PRIMARY KEY (subject, seq)
);
--
COMMENT ON TABLE audit.listed IS 'Which list pages showed which patient; derived from the bodies';
--
COMMENT ON COLUMN audit.listed.subject IS 'A patient shown on a list or search page, read from the body';
--
COMMENT ON COLUMN audit.listed.seq IS 'The event of that page';
--
COMMENT ON COLUMN audit.listed.org IS 'The organisation whose event it is, read from the body';
--
CREATE TABLE audit.pending (
    id UUID DEFAULT uuidv7() NOT NULL,
    writer BIGINT NOT NULL,
    wseq BIGINT NOT NULL,
    body BYTEA NOT NULL,
    mac BYTEA NOT NULL,
    CONSTRAINT pk_pending PRIMARY KEY (id),
    CONSTRAINT uq_pending_writer_wseq UNIQUE (writer, wseq),
    CONSTRAINT ck_pending_writer_positive CHECK (writer > 0),
    CONSTRAINT ck_pending_wseq_in_json_range CHECK (wseq BETWEEN 1 AND 9007199254740991),
    CONSTRAINT ck_pending_mac_whole CHECK (octet_length(mac) = 32),
    CONSTRAINT ck_pending_body_at_most_1_mib CHECK (octet_length(body) <= 1048576)
);
--
COMMENT ON TABLE audit.pending IS 'Events written by the application and not yet numbered';
--
COMMENT ON COLUMN audit.pending.id IS 'Identifier of the event, ordered by time; events are numbered in its order';
--
COMMENT ON COLUMN audit.pending.writer IS 'Random identifier of the database connection that wrote the event';
--
COMMENT ON COLUMN audit.pending.wseq IS 'Count of the event within its writer, from 1 and without gaps';
--
COMMENT ON COLUMN audit.pending.body IS 'The event as canonical JSON (RFC 8785), without any value of a record';
--
COMMENT ON COLUMN audit.pending.mac IS 'HMAC-SHA256 over writer, count and body, under a key the database never sees';
--
CREATE TABLE audit.state (
    one BOOLEAN DEFAULT true NOT NULL,
    size BIGINT NOT NULL,
    frontier BYTEA NOT NULL,
    CONSTRAINT pk_state PRIMARY KEY (one),
    CONSTRAINT ck_state_one_row CHECK (one)
);
--
COMMENT ON TABLE audit.state IS 'Where the log ends; changed only by compare-and-swap on size';
--
COMMENT ON COLUMN audit.state.one IS 'Always true: the table has one row';
--
COMMENT ON COLUMN audit.state.size IS 'Number of events in the log';
--
COMMENT ON COLUMN audit.state.frontier IS 'Roots of the complete subtrees, largest first, 32 bytes each';
--
CREATE TABLE audit.tile (
    level SMALLINT NOT NULL,
    idx BIGINT NOT NULL,
    hashes BYTEA NOT NULL,
    CONSTRAINT pk_tile PRIMARY KEY (level, idx)
);
--
COMMENT ON TABLE audit.tile IS 'Stored hashes of the Merkle tree, from which proofs are made';
--
COMMENT ON COLUMN audit.tile.level IS 'Height of the hashes in the tree, in steps of eight';
--
COMMENT ON COLUMN audit.tile.idx IS 'Place of the tile within its level, from 0';
--
COMMENT ON COLUMN audit.tile.hashes IS 'Up to 256 hashes of 32 bytes; the last tile of a level grows';
--
CREATE TABLE audit.writer (
    writer BIGINT NOT NULL,
    last_wseq BIGINT DEFAULT '0' NOT NULL,
    lost_to BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT pk_writer PRIMARY KEY (writer)
);
--
COMMENT ON TABLE audit.writer IS 'How far each writer has been numbered, so that a missing event shows';
--
COMMENT ON COLUMN audit.writer.writer IS 'Random identifier of a database connection that wrote events';
--
COMMENT ON COLUMN audit.writer.last_wseq IS 'Highest count of this writer that has been numbered';
--
COMMENT ON COLUMN audit.writer.lost_to IS 'Highest count of this writer that has been reported as lost';
--
GRANT USAGE ON SCHEMA keys TO puente_app, puente_backup;
--
GRANT USAGE ON SCHEMA public TO puente_app, puente_backup;
--
ALTER TABLE keys.dek ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE keys.dek FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON keys.dek AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON keys.dek AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON keys.dek AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON keys.dek TO puente_app;
--
GRANT SELECT ON keys.dek TO puente_backup;
--
CREATE POLICY organisation ON keys.dek AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE keys.org_key ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE keys.org_key FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON keys.org_key AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON keys.org_key AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON keys.org_key AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON keys.org_key TO puente_app;
--
GRANT SELECT ON keys.org_key TO puente_backup;
--
CREATE POLICY organisation ON keys.org_key AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid) OR org_id = '00000000-0000-0000-0000-000000000000') WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid) OR org_id = '00000000-0000-0000-0000-000000000000');
--
ALTER TABLE public.api_token ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.api_token FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.api_token AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.api_token AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.api_token AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.api_token TO puente_app;
--
GRANT SELECT ON public.api_token TO puente_backup;
--
ALTER TABLE public.blind_index ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.blind_index FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.blind_index AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.blind_index AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.blind_index AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.blind_index TO puente_app;
--
GRANT SELECT ON public.blind_index TO puente_backup;
--
CREATE POLICY organisation ON public.blind_index AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.diagnosis ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.diagnosis FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.diagnosis AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.diagnosis AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.diagnosis AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.diagnosis TO puente_app;
--
GRANT SELECT ON public.diagnosis TO puente_backup;
--
CREATE POLICY organisation ON public.diagnosis AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.dose ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.dose FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.dose AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.dose AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.dose AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.dose TO puente_app;
--
GRANT SELECT ON public.dose TO puente_backup;
--
CREATE POLICY organisation ON public.dose AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.drug_test ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.drug_test FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.drug_test AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.drug_test AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.drug_test AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.drug_test TO puente_app;
--
GRANT SELECT ON public.drug_test TO puente_backup;
--
CREATE POLICY organisation ON public.drug_test AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.episode ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.episode FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.episode AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.episode AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.episode AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.episode TO puente_app;
--
GRANT SELECT ON public.episode TO puente_backup;
--
CREATE POLICY organisation ON public.episode AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.form_draft ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.form_draft FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.form_draft AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.form_draft AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.form_draft AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.form_draft TO puente_app;
--
GRANT SELECT ON public.form_draft TO puente_backup;
--
CREATE POLICY organisation ON public.form_draft AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.health_condition ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.health_condition FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.health_condition AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.health_condition AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.health_condition AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.health_condition TO puente_app;
--
GRANT SELECT ON public.health_condition TO puente_backup;
--
CREATE POLICY organisation ON public.health_condition AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.idempotency_key ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.idempotency_key FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.idempotency_key AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.idempotency_key AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.idempotency_key AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.idempotency_key TO puente_app;
--
GRANT SELECT ON public.idempotency_key TO puente_backup;
--
CREATE POLICY organisation ON public.idempotency_key AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.import_item ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.import_item FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.import_item AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.import_item AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.import_item AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.import_item TO puente_app;
--
GRANT SELECT ON public.import_item TO puente_backup;
--
CREATE POLICY organisation ON public.import_item AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.infection_test ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.infection_test FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.infection_test AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.infection_test AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.infection_test AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.infection_test TO puente_app;
--
GRANT SELECT ON public.infection_test TO puente_backup;
--
CREATE POLICY organisation ON public.infection_test AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.intake ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.intake FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.intake AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.intake AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.intake AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.intake TO puente_app;
--
GRANT SELECT ON public.intake TO puente_backup;
--
CREATE POLICY organisation ON public.intake AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.intake_substance ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.intake_substance FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.intake_substance AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.intake_substance AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.intake_substance AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.intake_substance TO puente_app;
--
GRANT SELECT ON public.intake_substance TO puente_backup;
--
CREATE POLICY organisation ON public.intake_substance AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.intervention ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.intervention FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.intervention AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.intervention AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.intervention AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.intervention TO puente_app;
--
GRANT SELECT ON public.intervention TO puente_backup;
--
CREATE POLICY organisation ON public.intervention AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.job ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.job FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.job AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.job AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.job AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.job TO puente_app;
--
GRANT SELECT ON public.job TO puente_backup;
--
ALTER TABLE public.justice_involvement ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.justice_involvement FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.justice_involvement AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.justice_involvement AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.justice_involvement AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.justice_involvement TO puente_app;
--
GRANT SELECT ON public.justice_involvement TO puente_backup;
--
CREATE POLICY organisation ON public.justice_involvement AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.medication ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.medication FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.medication AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.medication AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.medication AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.medication TO puente_app;
--
GRANT SELECT ON public.medication TO puente_backup;
--
CREATE POLICY organisation ON public.medication AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.membership ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.membership FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.membership AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.membership AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.membership AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.membership TO puente_app;
--
GRANT SELECT ON public.membership TO puente_backup;
--
ALTER TABLE public.next_of_kin ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.next_of_kin FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.next_of_kin AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.next_of_kin AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.next_of_kin AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.next_of_kin TO puente_app;
--
GRANT SELECT ON public.next_of_kin TO puente_backup;
--
CREATE POLICY organisation ON public.next_of_kin AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.organisation ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.organisation FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.organisation AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.organisation AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.organisation AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.organisation TO puente_app;
--
GRANT SELECT ON public.organisation TO puente_backup;
--
ALTER TABLE public.outcome_review ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.outcome_review FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.outcome_review AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.outcome_review AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.outcome_review AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.outcome_review TO puente_app;
--
GRANT SELECT ON public.outcome_review TO puente_backup;
--
CREATE POLICY organisation ON public.outcome_review AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.overdose ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.overdose FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.overdose AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.overdose AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.overdose AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.overdose TO puente_app;
--
GRANT SELECT ON public.overdose TO puente_backup;
--
CREATE POLICY organisation ON public.overdose AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.past_treatment ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.past_treatment FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.past_treatment AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.past_treatment AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.past_treatment AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.past_treatment TO puente_app;
--
GRANT SELECT ON public.past_treatment TO puente_backup;
--
CREATE POLICY organisation ON public.past_treatment AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.patient ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.patient FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.patient AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.patient AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.patient AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.patient TO puente_app;
--
GRANT SELECT ON public.patient TO puente_backup;
--
CREATE POLICY organisation ON public.patient AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.patient_contact ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.patient_contact FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.patient_contact AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.patient_contact AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.patient_contact AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.patient_contact TO puente_app;
--
GRANT SELECT ON public.patient_contact TO puente_backup;
--
CREATE POLICY organisation ON public.patient_contact AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.patient_identifier ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.patient_identifier FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.patient_identifier AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.patient_identifier AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.patient_identifier AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.patient_identifier TO puente_app;
--
GRANT SELECT ON public.patient_identifier TO puente_backup;
--
CREATE POLICY organisation ON public.patient_identifier AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.patient_opened ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.patient_opened FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.patient_opened AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.patient_opened AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.patient_opened AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.patient_opened TO puente_app;
--
GRANT SELECT ON public.patient_opened TO puente_backup;
--
CREATE POLICY organisation ON public.patient_opened AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.place ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.place FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.place AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.place AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.place AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.place TO puente_app;
--
GRANT SELECT ON public.place TO puente_backup;
--
ALTER TABLE public.recovery_code ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.recovery_code FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.recovery_code AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.recovery_code AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.recovery_code AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.recovery_code TO puente_app;
--
GRANT SELECT ON public.recovery_code TO puente_backup;
--
ALTER TABLE public.scale_score ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.scale_score FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.scale_score AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.scale_score AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.scale_score AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.scale_score TO puente_app;
--
GRANT SELECT ON public.scale_score TO puente_backup;
--
CREATE POLICY organisation ON public.scale_score AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.sign_in_failure ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.sign_in_failure FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.sign_in_failure AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.sign_in_failure AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.sign_in_failure AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.sign_in_failure TO puente_app;
--
GRANT SELECT ON public.sign_in_failure TO puente_backup;
--
ALTER TABLE public.use_day ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.use_day FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.use_day AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.use_day AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.use_day AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.use_day TO puente_app;
--
GRANT SELECT ON public.use_day TO puente_backup;
--
CREATE POLICY organisation ON public.use_day AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.use_report ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.use_report FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.use_report AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.use_report AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.use_report AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.use_report TO puente_app;
--
GRANT SELECT ON public.use_report TO puente_backup;
--
CREATE POLICY organisation ON public.use_report AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.user_account ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.user_account FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.user_account AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.user_account AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.user_account AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.user_account TO puente_app;
--
GRANT SELECT ON public.user_account TO puente_backup;
--
ALTER TABLE public.visit ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.visit FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.visit AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.visit AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.visit AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.visit TO puente_app;
--
GRANT SELECT ON public.visit TO puente_backup;
--
CREATE POLICY organisation ON public.visit AS RESTRICTIVE FOR ALL TO puente_app USING (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid)) WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org', true), '')::uuid));
--
ALTER TABLE public.web_session ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE public.web_session FORCE ROW LEVEL SECURITY;
--
CREATE POLICY app ON public.web_session AS PERMISSIVE FOR ALL TO puente_app USING (true) WITH CHECK (true);
--
CREATE POLICY owner ON public.web_session AS PERMISSIVE FOR ALL TO puente_owner USING (true) WITH CHECK (true);
--
CREATE POLICY backup ON public.web_session AS PERMISSIVE FOR SELECT TO puente_backup USING (true);
--
GRANT SELECT, INSERT, UPDATE, DELETE ON public.web_session TO puente_app;
--
GRANT SELECT ON public.web_session TO puente_backup;
--
REVOKE ALL ON SCHEMA audit FROM PUBLIC;
--
GRANT USAGE ON SCHEMA audit TO puente_app, puente_seq, puente_audit_ro;
--
GRANT INSERT ON audit.pending TO puente_app;
--
GRANT SELECT ON audit.event, audit.listed TO puente_app;
--
GRANT SELECT, INSERT, DELETE ON audit.pending TO puente_seq;
--
GRANT SELECT, INSERT ON audit.event TO puente_seq;
--
GRANT SELECT, INSERT ON audit.listed TO puente_seq;
--
GRANT SELECT, INSERT, UPDATE ON audit.tile TO puente_seq;
--
GRANT SELECT, INSERT ON audit.checkpoint TO puente_seq;
--
GRANT SELECT, INSERT, UPDATE ON audit.state TO puente_seq;
--
GRANT SELECT, INSERT, UPDATE ON audit.writer TO puente_seq;
--
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO puente_audit_ro;
--
ALTER TABLE audit.checkpoint ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE audit.checkpoint FORCE ROW LEVEL SECURITY;
--
ALTER TABLE audit.event ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE audit.event FORCE ROW LEVEL SECURITY;
--
ALTER TABLE audit.listed ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE audit.listed FORCE ROW LEVEL SECURITY;
--
ALTER TABLE audit.pending ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE audit.pending FORCE ROW LEVEL SECURITY;
--
ALTER TABLE audit.state ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE audit.state FORCE ROW LEVEL SECURITY;
--
ALTER TABLE audit.tile ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE audit.tile FORCE ROW LEVEL SECURITY;
--
ALTER TABLE audit.writer ENABLE ROW LEVEL SECURITY;
--
ALTER TABLE audit.writer FORCE ROW LEVEL SECURITY;
--
CREATE POLICY pending_app_adds ON audit.pending FOR INSERT TO puente_app WITH CHECK (true);
--
CREATE POLICY pending_definer_reads ON audit.pending FOR SELECT TO puente_owner USING (position(convert_to('"org":"' || (select nullif(current_setting('app.org', true), '')) || '"', 'UTF8') IN body) > 0);
--
CREATE POLICY event_app_reads ON audit.event FOR SELECT TO puente_app USING (org = (select nullif(current_setting('app.org', true), '')::uuid));
--
CREATE POLICY listed_app_reads ON audit.listed FOR SELECT TO puente_app USING (org = (select nullif(current_setting('app.org', true), '')::uuid));
--
CREATE POLICY checkpoint_sequencer ON audit.checkpoint TO puente_seq USING (true) WITH CHECK (true);
--
CREATE POLICY event_sequencer ON audit.event TO puente_seq USING (true) WITH CHECK (true);
--
CREATE POLICY listed_sequencer ON audit.listed TO puente_seq USING (true) WITH CHECK (true);
--
CREATE POLICY pending_sequencer ON audit.pending TO puente_seq USING (true) WITH CHECK (true);
--
CREATE POLICY state_sequencer ON audit.state TO puente_seq USING (true) WITH CHECK (true);
--
CREATE POLICY tile_sequencer ON audit.tile TO puente_seq USING (true) WITH CHECK (true);
--
CREATE POLICY writer_sequencer ON audit.writer TO puente_seq USING (true) WITH CHECK (true);
--
CREATE POLICY checkpoint_reader ON audit.checkpoint FOR SELECT TO puente_audit_ro USING (true);
--
CREATE POLICY event_reader ON audit.event FOR SELECT TO puente_audit_ro USING (true);
--
CREATE POLICY listed_reader ON audit.listed FOR SELECT TO puente_audit_ro USING (true);
--
CREATE POLICY pending_reader ON audit.pending FOR SELECT TO puente_audit_ro USING (true);
--
CREATE POLICY state_reader ON audit.state FOR SELECT TO puente_audit_ro USING (true);
--
CREATE POLICY tile_reader ON audit.tile FOR SELECT TO puente_audit_ro USING (true);
--
CREATE POLICY writer_reader ON audit.writer FOR SELECT TO puente_audit_ro USING (true);
--
CREATE OR REPLACE FUNCTION audit.pending_about(person uuid) RETURNS TABLE (id uuid, body bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.id, p.body FROM audit.pending AS p
    WHERE position(convert_to('"' || person::text || '"', 'UTF8') IN p.body) > 0
    ORDER BY p.id DESC
$$;
--
REVOKE ALL ON FUNCTION audit.pending_about(uuid) FROM PUBLIC;
--
GRANT EXECUTE ON FUNCTION audit.pending_about(uuid) TO puente_app, puente_audit_ro;
--
