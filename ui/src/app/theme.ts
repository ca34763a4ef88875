/** Mantine, tuned to Kontor: dense, quiet, system fonts. Colours and measures that CSS needs stand in `tokens.css`. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#e8f5f6", "#d5e9eb", "#a9d3d7", "#7abcc2", "#54a8b0", "#3b9ca4", "#0f6a73", "#0d5d65", "#0a4f56", "#063f45",
];

/** Mantine's greys of the dark scheme, in the tint of the tokens. */
const dark: MantineColorsTuple = [
  "#e7ecee", "#c5ced2", "#9caab0", "#6d7a80", "#435056", "#323b3f", "#1f2629", "#161b1d", "#121718", "#0f1314",
];

/** As `--quick`: what opens by a key is there before the next key is pressed. */
const APPEAR = { transition: "fade", duration: 90 } as const;

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: 6,
  colors: { petrol, dark },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  spacing: { xs: "0.375rem", sm: "0.5rem", md: "0.75rem", lg: "1.125rem", xl: "1.75rem" },
  defaultRadius: "sm",
  radius: { xs: "var(--radius-small)", sm: "var(--radius)", md: "var(--radius-large)" },
  shadows: { float: "var(--shadow-float)" },
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "1.125rem" }, h2: { fontSize: "0.9375rem" } } },
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Modal: {
      defaultProps: { centered: true, radius: "md", shadow: "float", overlayProps: { backgroundOpacity: 0.32 }, transitionProps: APPEAR },
    },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: "xs" } },
    // The placeholder is a focusable presentational child, which a menu must not have; the first item takes the focus.
    Menu: { defaultProps: { shadow: "float", radius: "md", transitionProps: APPEAR, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: "float", radius: "md", transitionProps: APPEAR } },
    Select: { defaultProps: { comboboxProps: { shadow: "float", transitionProps: APPEAR } } },
    MultiSelect: { defaultProps: { comboboxProps: { shadow: "float", transitionProps: APPEAR } } },
  },
});

/** Mantine's own surfaces follow the tokens, so that both change together. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: SURFACES,
  dark: SURFACES,
});

const SURFACES = {
  "--mantine-color-body": "var(--surface)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-dim)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-placeholder": "var(--text-dim)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-anchor": "var(--accent)",
};
