/** Mantine, tuned to Kontor: dense, quiet, system fonts. Colours and measures that CSS needs stand in `tokens.css`. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#e8f5f6", "#d5e9eb", "#a9d3d7", "#7abcc2", "#54a8b0", "#3b9ca4", "#0f6a73", "#0d5d65", "#0a4f56", "#063f45",
];

/** Mantine's greys of the dark scheme, in the tint of the tokens. */
const dark: MantineColorsTuple = [
  "#e6e9ea", "#c3c9cc", "#9aa5ab", "#6b767c", "#465056", "#343c41", "#20262a", "#1a1e21", "#161a1c", "#121517",
];

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: 6,
  colors: { petrol, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Liberation Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  spacing: { xs: "0.375rem", sm: "0.5rem", md: "0.75rem", lg: "1.125rem", xl: "1.75rem" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "1.125rem" }, h2: { fontSize: "0.9375rem" } } },
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "sm" } },
    Modal: { defaultProps: { centered: true, radius: "md", overlayProps: { backgroundOpacity: 0.35 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: "xs" } },
    Menu: { defaultProps: { shadow: "md", radius: "md" } },
    Popover: { defaultProps: { shadow: "md", radius: "md" } },
  },
});

/** Mantine's own surfaces follow the tokens, so that both change together. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-body": "var(--surface)", "--mantine-color-text": "var(--text)" },
  dark: { "--mantine-color-body": "var(--surface)", "--mantine-color-text": "var(--text)" },
});
