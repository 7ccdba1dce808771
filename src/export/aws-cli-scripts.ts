/**
 * The text of apply.sh and undo.sh. apply.sh writes down what it made and in which account and region; undo.sh deletes only
 * that, by ARN, and only there. Neither can touch a resource that was in the account before, or is in another one.
 */
import type { ExportOptions } from './exporter.ts';
import type { CreateConsumableResource, CreateRequest } from './requests.ts';
import { oneLine, shellQuote } from './shell.ts';

export type ScriptedRequest = CreateRequest | CreateConsumableResource;

export interface RequestFile {
  readonly request: ScriptedRequest;
  /** Where the body is, relative to the scripts. */
  readonly path: string;
}

/** Bash 3.2 or newer (what macOS ships), AWS CLI 1 or 2. */
export function applyScript(files: readonly RequestFile[], options: ExportOptions): string {
  const disabled = files.flatMap(({ request }) =>
    request.operation === 'CreateComputeEnvironment' && request.disableAfterwards ? [request.name] : [],
  );
  return lines(
    ...heading(
      'Creates what this folder describes. Run it again after a failure: what it made already is kept.',
      options,
    ),
    SHARED,
    APPLY_FUNCTIONS,
    'begin_record',
    ...files.map(applyStep),
    ...disabled.map((name) => `disable_compute_environment ${shellQuote(name)}`),
    `echo 'Done. ./undo.sh removes what was made.' >&2`,
  );
}

/** AWS's order: queues before the environments they use, policies after the queues (API DeleteComputeEnvironment). */
export function undoScript(files: readonly RequestFile[], options: ExportOptions): string {
  const backwards = files.toReversed();
  const named = (operation: ScriptedRequest['operation'], step: string): readonly string[] =>
    backwards
      .filter(({ request }) => request.operation === operation)
      .map(({ request }) => `${step} ${shellQuote(request.name)}`);
  return lines(
    ...heading('Deletes what apply.sh made. Jobs still in the queues are terminated by AWS Batch.', options),
    SHARED,
    UNDO_FUNCTIONS,
    'refuse_another_account',
    ...named('CreateJobQueue', 'delete_job_queue'),
    ...named('CreateComputeEnvironment', 'delete_compute_environment'),
    ...named('CreateSchedulingPolicy', 'delete_scheduling_policy'),
    ...named('RegisterJobDefinition', 'deregister_job_definition'),
    ...named('CreateConsumableResource', 'delete_consumable_resource'),
    'end_record',
    `echo 'Done.' >&2`,
  );
}

function applyStep({ request, path }: RequestFile): string {
  const operands = `${shellQuote(request.name)} ${shellQuote(path)}`;
  switch (request.operation) {
    case 'CreateComputeEnvironment':
      return `create_compute_environment ${operands}`;
    case 'CreateSchedulingPolicy':
      return `create_scheduling_policy ${operands}`;
    case 'CreateJobQueue': {
      const policy = request.schedulingPolicyName;
      return `create_job_queue ${operands}${policy === undefined ? '' : ` ${shellQuote(policy)}`}`;
    }
    case 'CreateConsumableResource':
      return `create_consumable_resource ${operands}`;
    case 'RegisterJobDefinition':
      return `register_job_definition ${operands}`;
  }
}

function heading(purpose: string, options: ExportOptions): readonly string[] {
  const title = options.title === undefined ? '' : ` from ${oneLine(options.title)}`;
  const region = options.region === undefined ? [] : [regionLine(options.region)];
  return [
    '#!/usr/bin/env bash',
    `# Written by batchwright export${title}.`,
    `# ${purpose}`,
    'set -euo pipefail',
    `CDPATH='' cd -- "$(dirname -- "$0")"`,
    ...region,
  ];
}

/** Version 1 of the AWS CLI reads only AWS_DEFAULT_REGION; version 2 prefers AWS_REGION. */
function regionLine(region: string): string {
  return `export AWS_REGION=${shellQuote(region)} AWS_DEFAULT_REGION=${shellQuote(region)}`;
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

const SHARED = `export AWS_PAGER=''
poll_seconds=\${POLL_SECONDS:-5}
timeout_seconds=\${TIMEOUT_SECONDS:-1800}
record=created.tsv # first line: account, its number, its region; then what apply.sh made: kind, name, ARN, sum of its file

say() { printf '%s\\n' "$*" >&2; }

# Account and region of the credentials in use, as the first line of the record. Everybody may ask for both.
# Bash does not stop at a failure inside of $(), where this runs.
place_in_use() {
  local account region
  account=$(aws sts get-caller-identity --query Account --output text) || return 1
  region=$(aws configure list | awk '$1 == "region" { print ($2 == ":" ? $3 : $2) }') || return 1
  case $region in '' | '<'* | None)
    say 'the AWS CLI has no region: set one, with AWS_DEFAULT_REGION for example'
    return 1 ;;
  esac
  printf 'account\\t%s\\t%s\\n' "$account" "$region"
}

lists_something() {
  [ -f "$record" ] && awk -F '\\t' '$1 != "account" { found = 1 } END { exit !found }' "$record"
}

# Names say nothing of the account: the same ones elsewhere are somebody else's.
refuse_another_account() {
  local first place
  lists_something || return 0
  first=$(head -n 1 "$record")
  case $first in account*) ;; *)
    say "$record does not say which account and region it is of, so nothing is done. Make its first line"
    say "  account<TAB>NUMBER<TAB>REGION"
    say 'of the account and region where apply.sh ran, or delete the file if nothing of it exists any more.'
    return 1 ;;
  esac
  place=$(place_in_use)
  [ "$first" = "$place" ] && return 0
  say "$record is of another account or region, so nothing is done:"
  say "  it says      $first"
  say "  now in use:  $place"
  return 1
}

is_recorded() { # KIND NAME
  [ -f "$record" ] && awk -F '\\t' -v kind="$1" -v name="$2" '$1 == kind && $2 == name { found = 1 } END { exit !found }' "$record"
}

recorded_id() { # KIND NAME
  awk -F '\\t' -v kind="$1" -v name="$2" '$1 == kind && $2 == name { print $3 }' "$record"
}

# Prints the status and its reason, or None when there is no such thing. AWS Batch has no waiters.
status_of() { # KIND ARN
  case $1 in
    compute-environment)
      aws batch describe-compute-environments --compute-environments "$2" --query 'computeEnvironments[0].[status,statusReason]' --output text ;;
    job-queue)
      aws batch describe-job-queues --job-queues "$2" --query 'jobQueues[0].[status,statusReason]' --output text ;;
  esac
}

pause_until() { # DEADLINE WHAT
  if [ "$SECONDS" -ge "$1" ]; then
    say "gave up after $timeout_seconds s waiting for $2"
    return 1
  fi
  sleep "$poll_seconds"
}

wait_until_valid() { # KIND NAME
  local deadline=$((SECONDS + timeout_seconds)) answer arn
  arn=$(recorded_id "$1" "$2")
  while :; do
    answer=$(status_of "$1" "$arn")
    case $answer in
      VALID*) return 0 ;;
      INVALID*)
        say "$1 $2 is $answer"
        return 1 ;;
    esac
    pause_until "$deadline" "$1 $2 to become VALID (now: $answer)"
  done
}
`;

const APPLY_FUNCTIONS = `# A record that lists nothing is begun anew, in whatever account this is.
begin_record() {
  local place
  refuse_another_account
  lists_something && return 0
  place=$(place_in_use)
  printf '%s\\n' "$place" > "$record"
}

# What somebody deleted by hand never becomes VALID.
refuse_vanished() { # KIND NAME
  case $(status_of "$1" "$(recorded_id "$1" "$2")") in None*)
    say "$1 $2 is in $record but no longer in the account: take its line out to make it again"
    return 1 ;;
  esac
}

remember() { # KIND NAME ARN FILE
  printf '%s\\t%s\\t%s\\t%s\\n' "$1" "$2" "$3" "$(cksum < "$4")" >> "$record"
}

# An export into the same folder may have changed the file; what is made stays as it is.
made_earlier() { # KIND NAME FILE
  local sum
  is_recorded "$1" "$2" || return 1
  sum=$(awk -F '\\t' -v kind="$1" -v name="$2" '$1 == kind && $2 == name { print $4 }' "$record")
  if [ "$sum" = "$(cksum < "$3")" ]; then
    say "$1 $2: made earlier"
  else
    say "$1 $2: made earlier, from another file than $3 is now, which is NOT applied (./undo.sh first would make it anew)"
  fi
}

create_compute_environment() { # NAME FILE
  local arn
  if made_earlier compute-environment "$1" "$2"; then
    refuse_vanished compute-environment "$1"
  else
    say "compute environment $1: creating"
    arn=$(aws batch create-compute-environment --cli-input-json "file://$2" --query computeEnvironmentArn --output text)
    remember compute-environment "$1" "$arn" "$2"
  fi
  wait_until_valid compute-environment "$1"
}

create_scheduling_policy() { # NAME FILE
  local arn
  if made_earlier scheduling-policy "$1" "$2"; then return 0; fi
  say "scheduling policy $1: creating"
  arn=$(aws batch create-scheduling-policy --cli-input-json "file://$2" --query arn --output text)
  remember scheduling-policy "$1" "$arn" "$2"
}

create_job_queue() { # NAME FILE [POLICY]
  local arn policy
  if made_earlier job-queue "$1" "$2"; then
    refuse_vanished job-queue "$1"
  else
    say "job queue $1: creating"
    if [ $# -gt 2 ]; then
      policy=$(recorded_id scheduling-policy "$3")
      arn=$(aws batch create-job-queue --cli-input-json "file://$2" --scheduling-policy-arn "$policy" --query jobQueueArn --output text)
    else
      arn=$(aws batch create-job-queue --cli-input-json "file://$2" --query jobQueueArn --output text)
    fi
    remember job-queue "$1" "$arn" "$2"
  fi
  wait_until_valid job-queue "$1"
}

create_consumable_resource() { # NAME FILE
  local arn
  if made_earlier consumable-resource "$1" "$2"; then return 0; fi
  say "consumable resource $1: creating"
  arn=$(aws batch create-consumable-resource --cli-input-json "file://$2" --query consumableResourceArn --output text)
  remember consumable-resource "$1" "$arn" "$2"
}

register_job_definition() { # NAME FILE
  local arn
  if made_earlier job-definition "$1" "$2"; then return 0; fi
  say "job definition $1: registering"
  arn=$(aws batch register-job-definition --cli-input-json "file://$2" --query jobDefinitionArn --output text)
  remember job-definition "$1" "$arn" "$2"
}

disable_compute_environment() { # NAME
  aws batch update-compute-environment --compute-environment "$(recorded_id compute-environment "$1")" --state DISABLED > /dev/null
  wait_until_valid compute-environment "$1"
}
`;

const UNDO_FUNCTIONS = `# The account may be another one next time, once nothing is left in this one.
end_record() {
  [ -f "$record" ] || return 0
  if lists_something; then
    say "still in $record, made by another export into this folder and not deleted:"
    awk -F '\\t' '$1 != "account" { print "  " $1 " " $3 }' "$record" >&2
    return 1
  fi
  : > "$record"
}

forget() { # KIND NAME
  awk -F '\\t' -v kind="$1" -v name="$2" '!($1 == kind && $2 == name)' "$record" > "$record.new"
  mv "$record.new" "$record"
}

is_ours() { # KIND NAME
  if is_recorded "$1" "$2"; then return 0; fi
  say "$1 $2: not made by apply.sh here, left alone"
  return 1
}

wait_until_settled() { # KIND NAME ARN
  local deadline=$((SECONDS + timeout_seconds)) answer
  while :; do
    answer=$(status_of "$1" "$3")
    case $answer in CREATING* | UPDATING*) pause_until "$deadline" "$1 $2 (now: $answer)" ;; *) return 0 ;; esac
  done
}

wait_until_gone() { # KIND NAME ARN
  local deadline=$((SECONDS + timeout_seconds)) answer
  while :; do
    answer=$(status_of "$1" "$3")
    case $answer in
      None* | DELETED*) return 0 ;;
      INVALID*)
        say "$1 $2 is $answer"
        return 1 ;;
    esac
    pause_until "$deadline" "$1 $2 to be deleted (now: $answer)"
  done
}

# The relation of an environment to a deleted queue lingers for a while, and until then AWS refuses.
delete_with_patience() { # NAME ARN
  local delay=$poll_seconds tries=1
  until aws batch delete-compute-environment --compute-environment "$2"; do
    if [ "$tries" -ge 6 ]; then
      say "compute environment $1 could not be deleted"
      return 1
    fi
    sleep "$delay"
    delay=$((delay * 2))
    tries=$((tries + 1))
  done
}

delete_job_queue() { # NAME
  local arn
  is_ours job-queue "$1" || return 0
  arn=$(recorded_id job-queue "$1")
  say "job queue $1: deleting"
  case $(status_of job-queue "$arn") in
    None* | DELETING* | DELETED*) ;;
    *)
      aws batch update-job-queue --job-queue "$arn" --state DISABLED > /dev/null
      wait_until_settled job-queue "$1" "$arn"
      aws batch delete-job-queue --job-queue "$arn" ;;
  esac
  wait_until_gone job-queue "$1" "$arn"
  forget job-queue "$1"
}

delete_compute_environment() { # NAME
  local arn
  is_ours compute-environment "$1" || return 0
  arn=$(recorded_id compute-environment "$1")
  say "compute environment $1: deleting"
  case $(status_of compute-environment "$arn") in
    None* | DELETING* | DELETED*) ;;
    *)
      aws batch update-compute-environment --compute-environment "$arn" --state DISABLED > /dev/null
      wait_until_settled compute-environment "$1" "$arn"
      delete_with_patience "$1" "$arn" ;;
  esac
  wait_until_gone compute-environment "$1" "$arn"
  forget compute-environment "$1"
}

delete_scheduling_policy() { # NAME
  is_ours scheduling-policy "$1" || return 0
  say "scheduling policy $1: deleting"
  aws batch delete-scheduling-policy --arn "$(recorded_id scheduling-policy "$1")"
  forget scheduling-policy "$1"
}

deregister_job_definition() { # NAME
  is_ours job-definition "$1" || return 0
  say "job definition $1: deregistering"
  aws batch deregister-job-definition --job-definition "$(recorded_id job-definition "$1")"
  forget job-definition "$1"
}

delete_consumable_resource() { # NAME
  is_ours consumable-resource "$1" || return 0
  say "consumable resource $1: deleting"
  aws batch delete-consumable-resource --consumable-resource "$(recorded_id consumable-resource "$1")"
  forget consumable-resource "$1"
}
`;
