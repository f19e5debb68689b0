export { navigate, useRoute } from "./history";
export { Link, type LinkProps } from "./Link";
export { addressOf, routeOf, type Route } from "./route";
