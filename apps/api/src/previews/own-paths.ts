/** What lies below is ours on every preview host, and never asked of an app. */
export const OWN = '/__craftastic/';
