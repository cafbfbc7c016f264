/** The themes that a person can pick. */
export const themeNames = ["light", "dark", "contrast"] as const;
export type ThemeName = (typeof themeNames)[number];

/** The variables as the host sends them: names without dashes. Palette entries are bare triples. */
export type ThemeData = Readonly<Record<string, string>>;

const steps = [100, 80, 70, 60, 30, 20, 10, 8, 6, 4, 2, 0] as const;
const alphas = [0, 2, 4, 6, 8, 10, 20, 30, 60, 70, 80, 100] as const;

type Palette = Readonly<{
  /** Neutral 100, 80, 70 … 0. */
  neutrals: readonly string[];
  /** shade 30, 20, 10, itself, tint 10, 20, 30, 40. */
  primaries: readonly string[];
  /** light, itself, dark of accents 1 (red), 2 (green), 3 (amber). */
  accents: readonly (readonly [string, string, string])[];
  semantic: ThemeData;
}>;

/** All variables of one theme: what `dev.azure.com` gives to a hub. */
export function themeData(name: ThemeName): ThemeData {
  const palette = palettes[name];
  return { ...triples(palette), ...shared, ...palette.semantic };
}

function triples({ neutrals, primaries, accents }: Palette): ThemeData {
  const named: Record<string, string> = {};
  steps.forEach((step, index) => (named[`palette-neutral-${step}`] = neutrals[index] ?? ""));
  ["-shade-30", "-shade-20", "-shade-10", "", "-tint-10", "-tint-20", "-tint-30", "-tint-40"].forEach(
    (suffix, index) => (named[`palette-primary${suffix}`] = primaries[index] ?? ""),
  );
  accents.forEach(([light, plain, dark], index) => {
    named[`palette-accent${index + 1}-light`] = light;
    named[`palette-accent${index + 1}`] = plain;
    named[`palette-accent${index + 1}-dark`] = dark;
  });
  for (const alpha of alphas)
    named[`palette-black-alpha-${alpha}`] = `rgba(var(--palette-neutral-100), ${alpha / 100})`;
  return named;
}

const neutral = (step: number, alpha = 1): string => `rgba(var(--palette-neutral-${step}), ${alpha})`;
const primary = (suffix = "", alpha = 1): string => `rgba(var(--palette-primary${suffix}), ${alpha})`;

/** Derived in the same way in every theme. */
const shared: ThemeData = {
  "background-color": neutral(0),
  "palette-error": "rgba(232, 17, 35, 1)",
  "palette-error-6": "rgba(203, 15, 31, 1)",
  "palette-error-10": "rgba(184, 14, 28, 1)",
  "text-primary-color": neutral(100, 0.9),
  "text-secondary-color": neutral(100, 0.55),
  "text-disabled-color": neutral(100, 0.38),
  "text-on-communication-background": "rgba(255, 255, 255, 1)",
  "communication-background": primary(),
  "communication-foreground": primary("-shade-20"),
  "communication-tint": primary("-tint-30"),
  "border-subtle-color": neutral(100, 0.08),
  "focus-border-color": primary(),
  "focus-pulse-max-color": primary("", 0.35),
  "focus-pulse-min-color": primary("", 0.15),
  "callout-background-color": "var(--background-color)",
  "callout-filtered-background-color": neutral(0, 0.86),
  "callout-shadow-color": "rgba(0, 0, 0, .132)",
  "callout-shadow-secondary-color": "rgba(0, 0, 0, .108)",
  "panel-shadow-color": "rgba(0, 0, 0, .22)",
  "panel-shadow-secondary-color": "rgba(0, 0, 0, .18)",
  "third-party-icon-filter": "none",
  "diff-color-original": "rgba(172, 0, 0, 0.1)",
  "diff-color-modified": "rgba(51, 153, 51, 0.1)",
  "component-label-default-color": neutral(6),
  "component-label-default-color-hover": neutral(10),
  "component-grid-row-hover-color": neutral(2),
  "component-grid-selected-row-color": primary("-tint-30"),
  "component-grid-focus-border-color": primary(),
  "component-grid-link-selected-row-color": primary("-shade-10"),
  "component-grid-link-hover-color": primary("-shade-20"),
  "component-grid-action-hover-color": neutral(8),
  "component-grid-action-selected-cell-hover-color": primary("-tint-30"),
  "component-grid-cell-bottom-border-color": neutral(8),
  "component-grid-drag-source-color": neutral(0, 0.4),
  "component-menu-selected-item-background": neutral(4),
  "component-htmlEditor-background-color": "var(--background-color)",
  "component-htmlEditor-foreground-color": "var(--text-primary-color)",
  "component-errorBoundary-border-color": "rgba(var(--palette-accent1), 1)",
  "component-errorBoundary-background-color": "rgba(var(--palette-accent1-light), 1)",
  "component-status-success": "rgba(85, 163, 98, 1)",
  "component-status-error": "rgba(205, 74, 69, 1)",
  "component-status-warning": "rgba(214, 127, 60, 1)",
  "component-status-info": "rgba(0, 120, 212, 1)",
  "component-status-neutral": neutral(60),
  "status-info-foreground": "rgba(0, 120, 212, 1)",
  "status-info-background": primary("-tint-40"),
  "status-error-foreground": "rgba(205, 74, 69, 1)",
  "status-error-background": "rgba(var(--palette-accent1-light), 1)",
  "status-error-text": "rgba(var(--palette-accent1), 1)",
  "status-error-strong": "rgba(var(--palette-accent1-dark), 1)",
  "status-success-foreground": "rgba(var(--palette-accent2-dark), 1)",
  "status-success-background": "rgba(var(--palette-accent2-light), 1)",
  "status-success-text": "rgba(var(--palette-accent2-dark), 1)",
  "status-warning-foreground": "rgba(214, 127, 60, 1)",
  "status-warning-background": "rgba(var(--palette-accent3-light), 1)",
  "status-warning-text": "rgba(128, 79, 0, 1)",
  "status-warning-icon-foreground": "rgba(214, 127, 60, 1)",
  "search-match-background": "rgba(255, 255, 0, 0.6)",
  "search-selected-match-background": "rgba(245, 139, 31, 0.8)",
  "icon-folder-color": "#dcb67a",
  "nav-header-background": "var(--background-color)",
  "nav-header-item-hover-background": neutral(100, 0.02),
  "nav-header-active-item-background": neutral(100, 0.08),
  "nav-header-text-primary-color": "var(--text-primary-color)",
  "nav-header-text-secondary-color": "var(--text-secondary-color)",
  "nav-header-text-disabled-color": "var(--text-disabled-color)",
  "nav-header-product-color": primary("-shade-20"),
  "nav-vertical-background-color": neutral(8),
  "nav-vertical-item-hover-background": neutral(100, 0.04),
  "nav-vertical-active-group-background": neutral(100, 0.06),
  "nav-vertical-active-item-background": neutral(100, 0.12),
  "nav-vertical-text-primary-color": "var(--text-primary-color)",
  "nav-vertical-text-secondary-color": "var(--text-secondary-color)",
};

const grey = (...values: readonly number[]): string[] =>
  values.map((value) => `${value}, ${value}, ${value}`);

const palettes: Readonly<Record<ThemeName, Palette>> = {
  light: {
    neutrals: grey(0, 51, 76, 102, 166, 200, 218, 234, 239, 244, 248, 255),
    primaries: [
      "0, 69, 120",
      "0, 90, 158",
      "16, 110, 190",
      "0, 120, 212",
      "43, 136, 216",
      "199, 224, 244",
      "222, 236, 249",
      "239, 246, 252",
    ],
    accents: [
      ["249, 235, 235", "218, 10, 0", "168, 0, 0"],
      ["223, 246, 221", "186, 216, 10", "16, 124, 16"],
      ["255, 244, 206", "248, 168, 0", "220, 182, 122"],
    ],
    semantic: {},
  },
  dark: {
    neutrals: [
      "255, 255, 255",
      "200, 198, 196",
      "179, 176, 173",
      "151, 149, 146",
      "96, 94, 92",
      "82, 80, 78",
      "72, 70, 68",
      "62, 60, 58",
      "55, 53, 51",
      "45, 44, 43",
      "37, 36, 35",
      "32, 31, 30",
    ],
    primaries: [
      "108, 184, 246",
      "58, 160, 243",
      "45, 140, 220",
      "0, 120, 212",
      "0, 100, 178",
      "0, 80, 144",
      "0, 62, 112",
      "0, 44, 80",
    ],
    accents: [
      ["68, 39, 38", "241, 112, 123", "245, 139, 133"],
      ["57, 61, 27", "146, 195, 83", "126, 201, 139"],
      ["67, 53, 25", "252, 225, 0", "243, 178, 117"],
    ],
    semantic: {
      "text-secondary-color": neutral(100, 0.7),
      "component-status-success": "rgba(126, 201, 139, 1)",
      "component-status-error": "rgba(241, 112, 123, 1)",
      "component-status-warning": "rgba(243, 178, 117, 1)",
      "component-status-info": "rgba(58, 160, 243, 1)",
      "status-info-foreground": "rgba(58, 160, 243, 1)",
      "status-error-foreground": "rgba(241, 112, 123, 1)",
      "status-warning-foreground": "rgba(243, 178, 117, 1)",
      "status-warning-text": "rgba(243, 178, 117, 1)",
      "callout-background-color": neutral(2),
      "callout-shadow-color": "rgba(0, 0, 0, .4)",
      "callout-shadow-secondary-color": "rgba(0, 0, 0, .32)",
      "panel-shadow-color": "rgba(0, 0, 0, .6)",
      "panel-shadow-secondary-color": "rgba(0, 0, 0, .5)",
      "nav-vertical-background-color": neutral(2),
    },
  },
  contrast: {
    neutrals: [
      "255, 255, 255",
      "255, 255, 255",
      "255, 255, 255",
      "255, 255, 255",
      "255, 255, 255",
      "160, 160, 160",
      "120, 120, 120",
      "64, 64, 64",
      "40, 40, 40",
      "24, 24, 24",
      "16, 16, 16",
      "0, 0, 0",
    ],
    primaries: [
      "26, 235, 255",
      "26, 235, 255",
      "26, 235, 255",
      "26, 235, 255",
      "26, 235, 255",
      "0, 60, 80",
      "0, 50, 70",
      "0, 40, 60",
    ],
    accents: [
      ["48, 0, 0", "255, 128, 128", "255, 160, 160"],
      ["0, 40, 0", "120, 255, 120", "120, 255, 120"],
      ["48, 36, 0", "255, 220, 0", "255, 220, 0"],
    ],
    semantic: {
      "text-primary-color": neutral(100),
      "text-secondary-color": neutral(100),
      "text-disabled-color": "rgba(63, 242, 63, 1)",
      "text-on-communication-background": "rgba(0, 0, 0, 1)",
      "communication-foreground": "rgba(255, 255, 0, 1)",
      "border-subtle-color": neutral(100),
      "component-grid-cell-bottom-border-color": neutral(100),
      "component-status-success": "rgba(120, 255, 120, 1)",
      "component-status-error": "rgba(255, 128, 128, 1)",
      "component-status-warning": "rgba(255, 220, 0, 1)",
      "component-status-info": "rgba(26, 235, 255, 1)",
      "status-info-foreground": "rgba(26, 235, 255, 1)",
      "status-error-foreground": "rgba(255, 128, 128, 1)",
      "status-success-foreground": "rgba(120, 255, 120, 1)",
      "status-warning-foreground": "rgba(255, 220, 0, 1)",
      "status-warning-text": "rgba(255, 220, 0, 1)",
      "nav-header-product-color": "rgba(255, 255, 255, 1)",
      "nav-vertical-background-color": neutral(0),
    },
  },
};
