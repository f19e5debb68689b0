import { clsx } from "clsx";
import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { useCallback, useState, type ReactNode } from "react";

const item =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none select-none " +
  "data-highlighted:bg-hover data-disabled:opacity-50 touch:min-h-11";

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  /** False: a click does not open it; a key does. */
  settled?: boolean;
  /** An open menu closes when this changes, because it then refers to something else. */
  revision?: number;
}

/** A menu of actions, opened by a button. */
export function Menu(props: MenuProps) {
  const { trigger, children, align = "end", settled = true, revision = 0 } = props;
  const [openedFor, setOpenedFor] = useState<number | null>(null);
  // The menu is rendered in the same landmark as its button, for users who navigate by landmarks.
  const [landmark, setLandmark] = useState<Element | null>(null);
  const findLandmark = useCallback(
    (button: Element | null) => setLandmark(button?.closest("main, aside, [role=dialog]") ?? null),
    [],
  );
  return (
    <Radix.Root
      modal={false}
      open={openedFor === revision}
      onOpenChange={(open) => setOpenedFor(open ? revision : null)}
    >
      <Radix.Trigger
        asChild
        ref={findLandmark}
        onPointerDown={(event) => {
          if (!settled) event.preventDefault();
        }}
      >
        {trigger}
      </Radix.Trigger>
      <Radix.Portal container={landmark}>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-appear overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  icon?: LucideIcon;
  children: ReactNode;
  /** A second line that explains it. */
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

/** An action in a menu. */
export function MenuItem({
  icon: Icon,
  children,
  hint,
  danger = false,
  disabled = false,
  onSelect,
}: MenuItemProps) {
  return (
    <Radix.Item
      disabled={disabled}
      onSelect={onSelect}
      className={clsx(item, danger && "text-bad")}
    >
      {Icon && <Icon className="size-4 shrink-0" aria-hidden />}
      <span className="min-w-0">
        {children}
        {hint !== undefined && <span className="block max-w-64 text-xs text-muted">{hint}</span>}
      </span>
    </Radix.Item>
  );
}

export interface MenuChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** A group of options, with a mark at the current one. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: MenuChoiceProps<Value>) {
  return (
    <>
      <Radix.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">{label}</Radix.Label>
      <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
        {options.map((option) => (
          <Radix.RadioItem key={option.value} value={option.value} className={item}>
            <span className="inline-flex size-4 shrink-0" aria-hidden>
              <Radix.ItemIndicator>
                <Check className="size-4 text-accent" />
              </Radix.ItemIndicator>
            </span>
            {option.label}
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </>
  );
}

/** A line between groups. */
export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
