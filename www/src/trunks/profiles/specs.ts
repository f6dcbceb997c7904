import type { OutboundVoiceProfileUpdateParams } from "softphone-admin/telnyx";
import { choices, type PathsOf, type Section } from "../../form/spec";

export const profileSections: readonly Section<PathsOf<OutboundVoiceProfileUpdateParams>>[] = [
  {
    title: "Profile",
    fields: [
      { path: "name", label: "Name", control: "text", required: true, note: "At least three characters." },
      { path: "tags", label: "Tags", control: "list", note: "With commas between." },
      { path: "whitelisted_destinations", label: "Countries that may be called", control: "list", upperCase: true, placeholder: "US, CA", note: "Two letters each, with commas between.", wide: true, initial: "US, CA" },
      { path: "enabled", label: "Calls may go out", control: "flag", initial: true },
    ],
  },
  {
    title: "Limits",
    fields: [
      { path: "concurrent_call_limit", label: "Calls at the same time", control: "number", min: 0, nullable: true, note: "Empty is no limit." },
      { path: "max_destination_rate", label: "Highest price", control: "number", min: 0, step: "any", unit: "$ a minute" },
      { path: "daily_spend_limit", label: "Daily limit", control: "text", inputMode: "decimal", placeholder: "100.00", note: "US dollars." },
      { path: "daily_spend_limit_enabled", label: "Stop calls at the daily limit", control: "flag" },
      { path: "calling_window/start_time", label: "Calls from", control: "text", placeholder: "08:00", note: "UTC." },
      { path: "calling_window/end_time", label: "Calls until", control: "text", placeholder: "18:00", note: "UTC." },
      { path: "calling_window/calls_per_cld", label: "Calls to one number", control: "number", min: 0, note: "Within that time." },
    ],
  },
  {
    title: "Recording and billing",
    fields: [
      {
        path: "call_recording/call_recording_type",
        label: "Record",
        control: "choice",
        choices: [["none", "No calls"], ["all", "All calls"], ["by_caller_phone_number", "By caller number"]],
      },
      { path: "call_recording/call_recording_caller_phone_numbers", label: "Caller numbers", control: "list", note: "With commas between." },
      { path: "call_recording/call_recording_channels", label: "Channels", control: "choice", choices: [["single", "Mixed"], ["dual", "One per side"]] },
      { path: "call_recording/call_recording_format", label: "Format", control: "choice", choices: choices("wav", "mp3") },
      { path: "billing_group_id", label: "Billing group", control: "text", nullable: true },
      { path: "service_plan", label: "Service plan", control: "choice", choices: [["global", "Global"]] },
      { path: "traffic_type", label: "Traffic", control: "choice", choices: [["conversational", "Conversational"]] },
      { path: "usage_payment_method", label: "Payment", control: "choice", choices: [["rate-deck", "Rate deck"]] },
    ],
  },
];

export const profileFields = profileSections.flatMap(({ fields }) => fields);
