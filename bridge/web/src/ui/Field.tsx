import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import { useId, type ComponentProps, type ReactNode } from "react";

export const fieldLook =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-sm text-ink placeholder:text-muted " +
  "aria-invalid:border-bad disabled:opacity-60 touch:min-h-11";

export interface FieldIds {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
}

export interface FieldProps {
  label: ReactNode;
  description?: string | undefined;
  /** Why the value is invalid, and what to do. */
  error?: string | undefined;
  required?: boolean;
  /** Receives the ids that tie the control to its label, its description and its error. */
  children: (ids: FieldIds) => ReactNode;
}

/** A labelled control. */
export function Field({ label, description, error, required = false, children }: FieldProps) {
  const id = useId();
  const describedBy = [description && `${id}-description`, error && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium wrap-anywhere">
        {label}
        {required && (
          <span className="text-bad" aria-hidden>
            {" *"}
          </span>
        )}
      </label>
      {description && (
        <p id={`${id}-description`} className="text-xs wrap-anywhere text-muted">
          {description}
        </p>
      )}
      {children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": required || undefined,
      })}
      {error && (
        <p id={`${id}-error`} className="text-xs font-medium wrap-anywhere text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

/** A text input with one line. */
export function TextInput(props: ComponentProps<"input">) {
  return <input type="text" {...props} className={clsx(fieldLook, props.className)} />;
}

/** A text input with several lines. */
export function TextArea(props: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={3}
      {...props}
      className={clsx(fieldLook, "resize-y leading-5", props.className)}
    />
  );
}

/** A choice of one option. */
export function Select(props: ComponentProps<"select">) {
  return (
    <span className="relative block">
      <select {...props} className={clsx(fieldLook, "appearance-none pr-8", props.className)} />
      <ChevronDown
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
        aria-hidden
      />
    </span>
  );
}

export interface CheckboxProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
}

/** Yes or no. */
export function Checkbox({ label, ...rest }: CheckboxProps) {
  return (
    <label className="flex items-center gap-2 text-sm touch:min-h-11">
      <input
        type="checkbox"
        {...rest}
        className="size-4 shrink-0 accent-(--accent-solid) touch:size-5"
      />
      <span className="wrap-anywhere">{label}</span>
    </label>
  );
}
