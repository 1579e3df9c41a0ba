CREATE TABLE `__drizzle_migrations` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `hash` text NOT NULL,
  `created_at` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `__drizzle_migrations` VALUES (1,'1ea6b3cd87f6f3e351a85f8e20f54d0da98e8d92f13c0626b5355aa3cd546e75',1767603600000);
INSERT INTO `__drizzle_migrations` VALUES (2,'cfb488e16c271289e11f2b2cc7b9d6eed52d1c1a0c85fa7a31392ea0db6f8e88',1768226400123);
CREATE TABLE `rooms` (
  `id` int(11) NOT NULL,
  `name` varchar(40) NOT NULL,
  `notes` varchar(200) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `rooms_name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
