-- What a column may hold is said by its type. The servers' statements are the same whole life long, and PostgreSQL reads
-- a table's checks anew each time that one of them runs; a type's checks it keeps ready.
create domain payment_status as text check (value in ('created', 'requires_action', 'processing', 'authorized',
                                                      'canceling', 'succeeded', 'failed', 'canceled', 'expired'));
create domain capture_method as text check (value in ('automatic', 'manual'));
create domain cancel_reason as text check (value in ('requested', 'expired'));
create domain refund_status as text check (value in ('pending', 'succeeded', 'failed'));
create domain attempt_kind as text check (value in ('authorize', 'capture', 'void', 'refund', 'return'));
create domain outcome_result as text check (value in ('approved', 'declined', 'reversed', 'never_sent'));
create domain due_kind as text check (value in ('expire', 'release', 'return'));
create domain amount_above_zero as bigint check (value > 0);
create domain amount_never_negative as bigint check (value >= 0);
create domain leg_number as smallint check (value > 0);
create domain milliseconds as bigint check (value >= 0);

alter table account_head drop constraint account_head_clock_offset_check, alter clock_offset type milliseconds;

alter table transfer
  drop constraint transfer_leg_check, alter leg type leg_number,
  drop constraint transfer_amount_check, alter amount type amount_above_zero;

alter table payment
  drop constraint payment_status_check,
  drop constraint payment_capture_method_check, alter capture_method type capture_method,
  drop constraint payment_cancel_reason_check, alter cancel_reason type cancel_reason,
  drop constraint payment_amount_check, alter amount type amount_above_zero,
  drop constraint payment_amount_authorized_check, alter amount_authorized type amount_never_negative,
  drop constraint payment_amount_received_check, alter amount_received type amount_never_negative,
  drop constraint payment_amount_captured_check, alter amount_captured type amount_never_negative,
  drop constraint payment_amount_refund_reserved_check, alter amount_refund_reserved type amount_never_negative,
  drop constraint payment_amount_refunded_check, alter amount_refunded type amount_never_negative,
  drop constraint payment_amount_fee_check, alter amount_fee type amount_never_negative,
  drop constraint payment_amount_pending_left_check, alter amount_pending_left type amount_never_negative,
  drop constraint payment_amount_unapplied_check, alter amount_unapplied type amount_never_negative,
  drop constraint payment_amount_returned_check, alter amount_returned type amount_never_negative,
  alter status type payment_status;

alter table refund
  drop constraint refund_status_check, alter status type refund_status,
  drop constraint refund_amount_check, alter amount type amount_above_zero,
  drop constraint refund_amount_from_pending_check, alter amount_from_pending type amount_never_negative,
  drop constraint refund_amount_from_available_check, alter amount_from_available type amount_never_negative;

alter table attempt
  drop constraint attempt_kind_check, alter kind type attempt_kind,
  drop constraint attempt_amount_check, alter amount type amount_above_zero;

alter table outcome
  drop constraint outcome_result_check, alter result type outcome_result,
  drop constraint outcome_amount_check, alter amount type amount_never_negative;

alter table due drop constraint due_kind_check, alter kind type due_kind;
